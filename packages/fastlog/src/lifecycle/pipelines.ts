import type { Backend } from "../backend/backend.ts";
import type { Troubles } from "../backend/trouble.ts";
import type { Turn } from "../batch/turn.ts";
import type { Dispatcher } from "../call/dispatcher.ts";
import { Diversions, type Wrap } from "../capture/diversions.ts";
import type { ActiveFilter } from "../config/active-filter.ts";
import type { Configuration } from "../config/configuration.ts";
import type { Options } from "../config/options.ts";
import { DEFAULT_EXIT_TIMEOUT } from "../config/settings.ts";
import { makeSinks, type PlannedSink } from "../config/sink-plan.ts";
import { complain } from "../diagnostics/self-log.ts";
import type { Contexts } from "../fields/async-context.ts";
import { NONE_HELD_BACK } from "../limit/held-back.ts";
import { FanOut } from "../sink/fan-out.ts";
import type { FormattedBatch, Pipeline } from "../sink/pipeline.ts";
import { prometheusText } from "../sink/prometheus.ts";
import type { RecorderStats } from "../sink/recorder-stats.ts";
import { Retired } from "../sink/retired.ts";
import type { Settings } from "../sink/settings.ts";
import { attempt, flushNow, SinglePipeline } from "../sink/single.ts";
import { Sink, type SinkContext } from "../sink/sink.ts";
import { type Stats, statsOf } from "../sink/stats.ts";
import { hasStack } from "../stack.ts";
import type { Clock } from "../time/clock.ts";

/** Parts of the runtime that its pipelines use. */
export interface PipelineParts {
  readonly configuration: Configuration;
  readonly filter: ActiveFilter;
  readonly dispatcher: Dispatcher;
  readonly turn: Turn;
  readonly clock: Clock;
  readonly contexts: Contexts;
  readonly troubles: Troubles;
  /** Called before the first pipeline is installed. */
  readonly onFirst: (settings: Settings) => void;
}

/** Stands between the dispatcher and a pipeline, while it is on. */
export interface PipelineUser {
  /** The pipeline that gets the records from now on; `undefined` while they are diverted, and after `close()`. */
  use(pipeline: Pipeline | undefined, settings: Settings | undefined): void;
}

/** Keeps the records of the log until its backends have them. */
export interface LogUser {
  /** Its file is written at the end of a turn, so each turn of the event loop must end one: `flushAfter` does not apply. */
  readonly isWritten: boolean;
  /** The batches of the log from now on. */
  useLog(batches: readonly FormattedBatch[]): void;
}

/** The pipelines of a thread: the present one, a diversion in its place, and retired ones. */
export class Pipelines {
  /** How long the process may take at its end, in milliseconds. */
  exitTimeout: number = DEFAULT_EXIT_TIMEOUT;

  /** The black box, if there is one. */
  #box: LogUser | undefined;
  /** The recorder, if there is one. */
  #recorder: PipelineUser | undefined;

  readonly #parts: PipelineParts;
  /** The settings of the configured pipeline. */
  #settings: Settings | undefined;
  /** The configured pipeline; `undefined` before the first record, and when closed. */
  #pipeline: Pipeline | undefined;
  readonly #retired = new Retired();
  #diversions: Diversions | undefined;
  /** Requirements of the configured pipeline; when closed, those of the last one. */
  #configured: Pick<Pipeline, "sanitizer" | "demands">;
  #isClosed = false;
  /** The last planned sinks, until records go there. */
  #pending: readonly PlannedSink[] | undefined;
  /** Number of pipelines that were asked for, or closed, and the number of the last one that took effect. */
  #calls = 0;
  #installed = 0;
  /** Deadline of the exit, by `uptime()`; `undefined` before. */
  #deadline: number | undefined;

  constructor(parts: PipelineParts) {
    this.#parts = parts;
    this.#configured = {
      sanitizer: parts.dispatcher.sanitizer,
      demands: parts.filter.gates.demands,
    };
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** The sinks that are planned last, or in use; `undefined` if there are none. */
  get planned(): readonly PlannedSink[] | undefined {
    return this.#pending ?? this.#pipeline?.sinks;
  }

  /** Replaces the pipeline, from the next record on. */
  replace(planned: readonly PlannedSink[], settings: Settings): void {
    this.#pending = planned;
    this.#replace(planned, settings, ++this.#calls);
    this.#diversions?.configured();
  }

  /** Applies changed options to diversions. */
  renewDiversions(): void {
    this.#diversions?.configured();
  }

  /** Installs the first pipeline. */
  open(planned: readonly PlannedSink[], settings: Settings): void {
    this.#replace(planned, settings, ++this.#calls);
  }

  /** A recorder was made: it is told which pipeline gets the records, now and later. */
  tellRecorder(recorder: PipelineUser): void {
    this.#recorder = recorder;
    if (this.#pipeline !== undefined || this.#diversions?.pipeline !== undefined) this.#use();
  }

  /** A black box was made or changed: it is told which batches the log has, now and later. */
  tellBox(box: LogUser): void {
    this.#box = box;
    box.useLog(this.#pipeline?.batches ?? []);
    this.#setFlushAfter();
  }

  #setFlushAfter(): void {
    const { dispatcher, turn } = this.#parts;
    turn.flushAfter = this.#box?.isWritten === true ? 0 : (dispatcher.pipeline?.flushAfter ?? 0);
  }

  /** Runs an action between two records. */
  whenIdle(action: () => void): void {
    if (this.#pipeline === undefined) action();
    else this.#pipeline.whenIdle(action);
  }

  /** Closes the backends that none of the planned sinks has. */
  closeUnplanned(backends: readonly Backend[], planned: readonly PlannedSink[]): void {
    for (const backend of backends) {
      if (!planned.some((plan) => plan.backend === backend)) closeOrComplain(() => backend.close());
    }
  }

  /** Sends records to another backend for a while; `wrap` may watch them. Returns a function that ends it. */
  divert(backend: Backend, given: Options, wrap: Wrap): () => void {
    this.#diversions ??= this.#makeDiversions();
    this.#pipeline?.seal();
    return this.#diversions.begin(backend, given, wrap);
  }

  async flush(timeout: number | undefined): Promise<void> {
    const left = this.#retired.sinks.filter(({ batch }) => batch.buffered > 0);
    await Promise.all([
      ...this.#used.map((pipeline) => pipeline.flush(timeout)),
      ...left.map(({ backend }) => attempt(() => backend.flush(timeout))),
    ]);
  }

  flushSync(): void {
    // With a full stack a backend could throw in the middle; the end of the turn does it.
    if (!hasStack()) return;
    for (const pipeline of this.#used) pipeline.flushSync();
    const left = this.#retired.sinks.filter(({ batch }) => batch.buffered > 0);
    flushNow(left, undefined);
  }

  reopen(): void {
    this.#pipeline?.reopen();
  }

  async close(): Promise<void> {
    const pipeline = this.#pipeline;
    this.#pipeline = undefined;
    this.#pending = undefined;
    this.#installed = ++this.#calls;
    this.#isClosed = true;
    this.#use();
    if (pipeline === undefined) {
      await this.#retired.settled();
      return;
    }
    for (const sink of pipeline.sinks) sink.repeats?.tell(true);
    this.#retired.shown = pipeline.sinks;
    const closed = this.#retired.close(pipeline);
    await this.#retired.settled();
    await closed;
  }

  stats(recorder: RecorderStats | undefined): Stats {
    const sinks = this.#pipeline?.sinks ?? this.#retired.shown;
    const late = this.#retired.sinks.filter(
      (sink) => sink.batch.buffered > 0 && !sinks.includes(sink),
    );
    const listed = [...sinks, ...late];
    const counters = {
      backends: listed.map(statsOf),
      retired: this.#retired.stats(listed),
      dropped:
        this.#parts.dispatcher.lost.records +
        (this.#pipeline?.dropped ?? 0) +
        this.#retired.unrouted +
        (this.#diversions?.dropped ?? 0),
      heldBack: this.#parts.dispatcher.limits?.counts ?? NONE_HELD_BACK,
      ...(recorder && { recorder }),
    };
    return { ...counters, toPrometheus: () => prometheusText(counters) };
  }

  /** Writes everything, and from now on every record at once. `deadline` is given when no event will follow. */
  end(deadline: number | undefined): void {
    this.#deadline = deadline;
    for (const pipeline of this.#used) {
      // This record will never be completed.
      if (pipeline.log.abandon()) this.#parts.dispatcher.lost.records++;
      for (const sink of pipeline.sinks) sink.repeats?.tell(deadline !== undefined);
      pipeline.writeAtOnce(true, deadline);
      pipeline.seal();
    }
    this.#retired.seal();
    const { sinks } = this;
    flushNow(sinks, deadline);
    if (deadline === undefined) return;
    // Records that are not delivered now are reported on stderr.
    const untold = sinks.filter((sink) => sink.hasUntold && sink.canDeliver);
    for (const sink of untold) sink.tellNow();
    flushNow(untold, deadline);
  }

  /** Lets records wait for the end of their turn again. */
  resume(): void {
    for (const pipeline of this.#used) pipeline.writeAtOnce(false);
  }

  /** Sinks that may have records to deliver. */
  get sinks(): readonly Sink[] {
    return [...(this.#pipeline?.sinks ?? []), ...this.#retired.sinks];
  }

  /** Replaces the pipeline between two records. `call` numbers the requests. */
  #replace(planned: readonly PlannedSink[], settings: Settings, call: number): void {
    const before = this.#pipeline;
    const context = this.#sinkContext(settings);
    if (before === undefined) {
      this.#parts.onFirst(settings);
      this.#install(this.#pipelineOf(makeSinks(planned, [], context), settings), settings, call);
      return;
    }
    before.whenIdle(() => {
      // A listener of failures may configure or close meanwhile, and so may user code within a record.
      for (const sink of before.sinks) sink.repeats?.tell();
      before.seal();
      if (call < this.#installed) {
        this.#forsake(planned, before);
        return;
      }
      if (this.#pipeline !== before) {
        this.#replace(planned, settings, call);
        return;
      }
      const sinks = makeSinks(planned, before.sinks, context);
      this.#install(this.#pipelineOf(sinks, settings), settings, call);
      closeOrComplain(() => this.#retired.close(before, sinks));
    });
  }

  /** Closes planned backends that will not be used, because of a later `configure()` or `close()`. */
  #forsake(planned: readonly PlannedSink[], before: Pipeline): void {
    const used = [...before.sinks, ...(this.#pipeline?.sinks ?? []), ...(this.#pending ?? [])];
    const backends = planned.map(({ backend }) => backend);
    this.closeUnplanned(backends, used);
  }

  #pipelineOf(sinks: readonly Sink[], settings: Settings): Pipeline {
    const { clock, contexts } = this.#parts;
    const [sink, ...others] = sinks as [Sink, ...Sink[]];
    return others.length === 0 && sink.settings.filter === undefined
      ? new SinglePipeline(sink, settings, clock, contexts)
      : new FanOut(sinks, settings, clock, contexts);
  }

  #makeDiversions(): Diversions {
    const { configuration, clock, contexts } = this.#parts;
    return new Diversions({
      get options() {
        return configuration.own;
      },
      sink: (backend, own, settings) => new Sink(backend, own, this.#sinkContext(settings)),
      pipeline: (sink, settings, wrap) =>
        this.#prepared(new SinglePipeline(sink, settings, clock, contexts, wrap)),
      changed: () => this.#use(),
    });
  }

  #sinkContext({ exitTimeout, identity }: Settings): SinkContext {
    const { troubles, turn } = this.#parts;
    const { report, surroundings } = troubles;
    return { exitTimeout, tag: identity.tag, report, surroundings, enough: () => turn.hasEnough() };
  }

  #install(pipeline: Pipeline, settings: Settings, call: number): void {
    if (call === this.#calls) this.#pending = undefined;
    this.#installed = call;
    this.#isClosed = false;
    this.exitTimeout = settings.exitTimeout;
    this.#settings = settings;
    this.#pipeline = this.#prepared(pipeline);
    this.#configured = { sanitizer: pipeline.sanitizer, demands: pipeline.demands };
    this.#retired.shown = [];
    this.#use();
  }

  #prepared<T extends Pipeline>(pipeline: T): T {
    if (this.#parts.turn.ending) pipeline.writeAtOnce(true, this.#deadline);
    return pipeline;
  }

  /** Makes the dispatcher use the present pipeline. */
  #use(): void {
    const { filter, dispatcher } = this.#parts;
    const diverted = this.#diversions?.pipeline;
    const pipeline = diverted ?? this.#pipeline;
    filter.replace(this.#diversions?.filter);
    // A capture gets the records that the filter lets pass, and no others.
    const recorded = diverted === undefined ? this.#pipeline : undefined;
    this.#recorder?.use(recorded, this.#settings);
    this.#box?.useLog(this.#pipeline?.batches ?? []);
    dispatcher.pipeline = pipeline;
    this.#setFlushAfter();
    const { sanitizer, demands } = this.#diversions?.pipeline ?? this.#configured;
    dispatcher.sanitizer = sanitizer;
    filter.gates.demands = demands;
  }

  /** Pipelines that take records, or have taken records in this turn. */
  get #used(): readonly Pipeline[] {
    const { pipeline: current } = this.#parts.dispatcher;
    return [current, this.#pipeline].filter(
      (pipeline, i) => pipeline !== undefined && (i === 0 || pipeline !== current),
    ) as Pipeline[];
  }
}

/** Closes a backend that nobody waits for. A failure is reported on stderr. */
async function closeOrComplain(close: () => Promise<void>): Promise<void> {
  try {
    await close();
  } catch (error) {
    complain("close", error instanceof Error ? error.message : String(error));
  }
}
