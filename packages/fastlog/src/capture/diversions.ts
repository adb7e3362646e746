import type { Backend } from "../backend/backend.ts";
import { checkOptions } from "../config/checks.ts";
import type { Options } from "../config/options.ts";
import { settingsOf } from "../config/settings.ts";
import { sinkSettings } from "../config/sink-plan.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import type { Filter } from "../filter/filter.ts";
import { strictFilter } from "../filter/filter-option.ts";
import type { Settings } from "../sink/settings.ts";
import type { SinglePipeline } from "../sink/single.ts";
import type { Sink, SinkSettings } from "../sink/sink.ts";

/** May put an encoder around another one. */
export type Wrap = (encoder: RecordEncoder) => RecordEncoder;

/** What a runtime does for those that divert its records. */
export interface Divertible {
  /** The options that are configured now. */
  readonly options: Options;
  sink(backend: Backend, own: SinkSettings, settings: Settings): Sink;
  pipeline(sink: Sink, settings: Settings, wrap: Wrap): SinglePipeline;
  /** Other pipelines or filters are to be used from now on. */
  changed(): void;
}

interface Diversion {
  readonly given: Options;
  readonly filter: Filter;
  readonly sink: Sink;
  readonly wrap: Wrap;
  pipeline: SinglePipeline;
}

/** What holds where records are diverted, too, unless that is told otherwise. */
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

/** Other ways that the records of a thread take for a while: that which was begun last and has not ended. */
export class Diversions {
  readonly #of: Divertible;
  readonly #open: Diversion[] = [];
  /** By those that have ended. */
  #dropped = 0;

  constructor(of: Divertible) {
    this.#of = of;
  }

  /** Where records go; `undefined` where it is as configured. */
  get pipeline(): SinglePipeline | undefined {
    return this.#open.at(-1)?.pipeline;
  }

  /** Records that none of them was given: there was no memory, or the stack was full. */
  get dropped(): number {
    return this.#open.reduce((sum, { sink }) => sum + droppedBy(sink), this.#dropped);
  }

  /** Which records pass. */
  get filter(): Filter | undefined {
    return this.#open.at(-1)?.filter;
  }

  /** Begins one, or throws for an unusable option. Returns what ends it, in any order. */
  begin(backend: Backend, options: Options, wrap: Wrap): () => void {
    const given = checkOptions(options);
    const filter = strictFilter(given.filter ?? "trace");
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

  /** Other options were configured. */
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
