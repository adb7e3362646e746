import type { Backend } from "../backend/backend.ts";
import { checkOptions } from "../config/checks.ts";
import type { Options } from "../config/options.ts";
import { settingsOf } from "../config/settings.ts";
import { sinkSettings } from "../config/sink-plan.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { EVERYTHING, type Filter } from "../filter/filter.ts";
import { strictFilter } from "../filter/filter-option.ts";
import type { Settings } from "../sink/settings.ts";
import type { SinglePipeline } from "../sink/single.ts";
import type { Sink, SinkSettings } from "../sink/sink.ts";

/** Wraps an encoder, or returns it unchanged. */
export type Wrap = (encoder: RecordEncoder) => RecordEncoder;

/** Members of the runtime that diverting its records needs. */
export interface Divertible {
  /** The options in effect. */
  readonly options: Options;
  sink(backend: Backend, own: SinkSettings, settings: Settings): Sink;
  pipeline(sink: Sink, settings: Settings, wrap: Wrap): SinglePipeline;
  /** Called when the pipeline or the filter of records has changed. */
  changed(): void;
}

interface Diversion {
  readonly given: Options;
  readonly filter: Filter;
  readonly sink: Sink;
  readonly wrap: Wrap;
  pipeline: SinglePipeline;
}

/** Options of the configuration that apply to diverted records too, unless the diversion sets its own. */
const SHARED = [
  "format",
  "fields",
  "redact",
  "serializers",
  "tag",
  "maxRecord",
  "maxDepth",
  "maxBreadth",
] as const;

/** Diversions of a thread's records. The latest one that has not ended gets the records. */
export class Diversions {
  readonly #of: Divertible;
  readonly #open: Diversion[] = [];
  /** Records that ended diversions have dropped. */
  #dropped = 0;

  constructor(of: Divertible) {
    this.#of = of;
  }

  /** Output of the latest diversion; `undefined` without one. */
  get pipeline(): SinglePipeline | undefined {
    return this.#open.at(-1)?.pipeline;
  }

  /** Records that no diversion got, because memory or the stack was exhausted. */
  get dropped(): number {
    return this.#open.reduce((sum, { sink }) => sum + droppedBy(sink), this.#dropped);
  }

  /** Filter of the latest diversion; `undefined` without one. */
  get filter(): Filter | undefined {
    return this.#open.at(-1)?.filter;
  }

  /** Begins a diversion. Returns a function that ends it; diversions may end in any order. Throws for an invalid option. */
  begin(backend: Backend, options: Options, wrap: Wrap): () => void {
    const given = checkOptions(options);
    const filter = given.filter === undefined ? EVERYTHING : strictFilter(given.filter);
    const settings = this.#settings(given);
    const sink = this.#of.sink(
      backend,
      sinkSettings({ backend, color: given.color }, backend, settings),
      settings,
    );
    const pipeline = this.#of.pipeline(sink, settings, wrap);
    const diversion: Diversion = { given, filter, sink, wrap, pipeline };
    this.#open.push(diversion);
    this.#of.changed();
    return () => {
      const at = this.#open.indexOf(diversion);
      if (at === -1) return;
      diversion.pipeline.seal();
      this.#open.splice(at, 1);
      diversion.pipeline.whenIdle(() => {
        this.#dropped += droppedBy(sink);
      });
      this.#of.changed();
    };
  }

  /** Called when `configure` has changed the options. */
  configured(): void {
    for (const diversion of this.#open) {
      diversion.pipeline.whenIdle(() => {
        const { sink, given, wrap } = diversion;
        const settings = this.#settings(given);
        sink.change(
          sinkSettings({ backend: sink.backend, color: given.color }, sink.backend, settings),
        );
        diversion.pipeline = this.#of.pipeline(sink, settings, wrap);
        this.#of.changed();
      });
    }
  }

  #settings(given: Options): Settings {
    const { options } = this.#of;
    const shared = SHARED.map((name) => [name, options[name]]);
    return settingsOf({ ...Object.fromEntries(shared), ...given });
  }
}

function droppedBy({ batch }: Sink): number {
  return batch.counters.dropped;
}
