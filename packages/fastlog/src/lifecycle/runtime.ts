import type { Backend } from "../backend/backend.ts";
import { Troubles } from "../backend/trouble.ts";
import { Turn } from "../batch/turn.ts";
import { type Callee, callerTarget } from "../call/call-site.ts";
import { Dispatcher } from "../call/dispatcher.ts";
import type { Gates } from "../call/gate.ts";
import type { EventFunction, Logger } from "../call/logger.ts";
import { makeEvent, makeLogger } from "../call/make-logger.ts";
import type { Fields } from "../call/signatures.ts";
import { type Capture, captureBy } from "../capture/capture.ts";
import { Diversions, type Wrap } from "../capture/diversions.ts";
import { ActiveFilter } from "../config/active-filter.ts";
import { checkOptions } from "../config/checks.ts";
import { Configuration } from "../config/configuration.ts";
import type { Environment } from "../config/environment.ts";
import { formatOf } from "../config/format.ts";
import type { Options } from "../config/options.ts";
import { DEFAULT_EXIT_TIMEOUT, settingsOf } from "../config/settings.ts";
import type { SignalOptions } from "../config/signal-options.ts";
import { backendsIn, makeSinks, type PlannedSink } from "../config/sink-plan.ts";
import { complain } from "../diagnostics/self-log.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { typedEvent } from "../event/event.ts";
import type { EventSchema } from "../event/schema.ts";
import { isFields } from "../fields/argument-kind.ts";
import { type Context, Contexts } from "../fields/async-context.ts";
import { Bindings, checkFields, joined, readFields, takeFields } from "../fields/bindings.ts";
import { parseFilter } from "../filter/filter.ts";
import { strictFilter } from "../filter/filter-option.ts";
import { isWorker } from "../is-worker.ts";
import { isLevel, LEVELS, type Level } from "../level.ts";
import { reportUndelivered } from "../sink/exit-report.ts";
import { FanOut } from "../sink/fan-out.ts";
import type { Pipeline } from "../sink/pipeline.ts";
import { prometheusText } from "../sink/prometheus.ts";
import { Retired } from "../sink/retired.ts";
import type { Settings } from "../sink/settings.ts";
import { attempt, flushNow, SinglePipeline } from "../sink/single.ts";
import { Sink, type SinkContext } from "../sink/sink.ts";
import { type Stats, statsOf } from "../sink/stats.ts";
import { hasStack, needStack } from "../stack.ts";
import { targetOf } from "../target.ts";
import {
  type InheritedState,
  type Published,
  publishInheritedState,
  readInheritedState,
} from "../threads/environment-data.ts";
import type { Member, Threads } from "../threads/threads.ts";
import { Clock } from "../time/clock.ts";
import { uptime } from "../time/system-time.ts";
import { type Ending, onExit, watchExit } from "./exit.ts";
import { onSignals } from "./signals.ts";

const NO_FIELDS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * Everything that one thread has: filter, gates, clock and pipeline. It works without a call of `configure()`: the first
 * record opens the backend.
 */
export class Runtime implements Ending, Member {
  /** The logger whose targets are the calling modules. */
  readonly plain: Logger;

  readonly #configuration: Configuration;
  /** Joins the threads of the process, when there is something to tell them; `undefined` for an isolated runtime. */
  readonly #join: (() => Threads) | undefined;
  #threads: Threads | undefined;
  #isPublished = false;
  readonly #filter: ActiveFilter;
  /** `LOG_LEVEL`, which other loggers read and fastlog does not. */
  readonly #logLevel: string | undefined;
  readonly #clock = new Clock();
  readonly #contexts = new Contexts();
  readonly #turn: Turn;
  readonly #gates: Gates;
  readonly #dispatcher: Dispatcher;
  readonly #troubles = new Troubles();
  #stopSignals: (() => void) | undefined;
  /** The configured pipeline; `undefined` before the first record, and when closed. */
  #pipeline: Pipeline | undefined;
  readonly #retired = new Retired();
  #diversions: Diversions | undefined;
  /** Requirements of the configured pipeline; when closed, those of the last one. */
  #configured: Pick<Pipeline, "sanitizer" | "demands">;
  #isClosed = false;
  /** The last planned sinks, until records go there. */
  #pending: readonly PlannedSink[] | undefined;
  /** Number of calls of `configure()` and `close()`, and the number of the last one that took effect. */
  #calls = 0;
  #installed = 0;
  /** How long the process may take at its end, in milliseconds. */
  #exitTimeout = DEFAULT_EXIT_TIMEOUT;
  /** Deadline of the exit, by `uptime()`; `undefined` before. */
  #deadline: number | undefined;

  /** Without `join`, the runtime is isolated from other threads. */
  constructor(
    environment: Environment,
    join?: (member: Member, inherited: Published | undefined) => Threads,
  ) {
    const isMember = join !== undefined;
    const inheritedState = isMember && isWorker ? readInheritedState() : undefined;
    this.#configuration = new Configuration(environment, inheritedState);
    this.#filter = new ActiveFilter(environment.LOG ?? "", inheritedState);
    this.#logLevel = environment.LOG_LEVEL;
    this.#gates = this.#filter.gates;
    const { format } = this.#configuration.with({});
    // Set before the first record, whose target may be needed.
    if (format !== undefined) this.#gates.demands = formatOf(format);
    this.#turn = new Turn(
      this.#clock,
      () => {
        this.#dispatcher.recover();
        this.#dispatcher.pipeline?.seal();
        this.#threads?.turnEnds();
      },
      () => {
        watchExit();
        this.#threads?.turnOpens();
      },
    );
    this.#dispatcher = new Dispatcher(this.#gates, this.#turn, () => this.#openFirst());
    this.#configured = { sanitizer: this.#dispatcher.sanitizer, demands: this.#gates.demands };
    this.plain = makeLogger(this.#dispatcher, this.#gates.plain);
    // At once, because the first record may be logged by a listener of these events.
    onExit(this);
    this.#join = isMember ? () => join(this, inheritedState) : undefined;
    if (isMember) {
      process.on("worker", (worker) => {
        this.#publish();
        this.#others?.made(worker);
      });
    }
    if (isMember && isWorker) {
      this.#publish();
      this.#threads = join(this, inheritedState);
    }
  }

  /** A logger of a target: a name, or `import.meta` for that of the module. `asked` is the function that was called. */
  logger(target: string | { readonly url: string }, asked: Callee = this.logger): Logger {
    return makeLogger(this.#dispatcher, this.#gates.named(checkTarget(target, asked)));
  }

  /** Makes the function of a typed event. */
  defineEvent(level: Level, message: string, schema: EventSchema): EventFunction {
    if (!isLevel(level)) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_LEVEL",
        `unknown level ${show(level)} (expected fatal, error, warn, info, debug or trace)`,
      );
    }
    return makeEvent(this.plain, LEVELS[level], typedEvent(message, schema));
  }

  /** Adds fields to every record that is logged inside of a function, across its awaits. */
  withContext<T>(fields: Fields, action: () => T): T {
    if (typeof action !== "function") {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `invalid function ${show(action)} of withContext() (expected a function behind the fields)`,
      );
    }
    const outer = this.#contexts.current;
    const { sanitizer } = this.#dispatcher;
    const given = readFields(checkFields(fields, sanitizer), sanitizer);
    const taken = takeFields(given, sanitizer);
    const context: Context = {
      fields: Object.freeze(joined(outer?.fields ?? NO_FIELDS, given)),
      bindings: outer === undefined ? new Bindings(taken) : outer.bindings.with(taken),
    };
    return this.#contexts.run(context, action);
  }

  /** The fields of the present context. */
  get context(): Readonly<Record<string, unknown>> {
    return this.#contexts.current?.fields ?? NO_FIELDS;
  }

  /** Applies options, or throws and changes nothing. */
  configure(given: Options): void {
    needStack();
    const checked = checkOptions(given);
    const filter = checked.filter === undefined ? undefined : strictFilter(checked.filter);
    const options = this.#configuration.with(checked);
    const settings = settingsOf(options);
    const before = this.#pending ?? this.#pipeline?.sinks;
    const planned =
      before !== undefined && this.#configuration.keepsBackends(checked)
        ? this.#configuration.changed(before, options, settings)
        : this.#configuration.plan(options, settings);

    this.#configuration.take(checked);
    if (filter !== undefined) this.#filter.configure(filter);
    if (checked.signals !== undefined) this.#watchSignals(checked.signals);
    if (checked.onBackendError !== undefined) this.#troubles.hook = checked.onBackendError;
    this.#pending = planned;
    this.#replace(planned, settings, ++this.#calls);
    this.#diversions?.configured();
    for (const backend of backendsIn(checked.backend)) {
      // `LOG_BACKEND` replaces this backend, and nobody else would close it.
      if (!planned.some((plan) => plan.backend === backend)) closeOrComplain(() => backend.close());
    }
    if (checked.isolated !== undefined) this.#others?.isolate(checked.isolated);
    this.#publish();
  }

  /** Replaces the pipeline, from the next record on. `call` is the number of the call of `configure()`. */
  #replace(planned: readonly PlannedSink[], settings: Settings, call: number): void {
    const before = this.#pipeline;
    const context = this.#laneContext(settings);
    if (before === undefined) {
      this.#configuration.tellMissing(settings.identity.tag);
      if (!isWorker) this.#filter.tellUnread(this.#logLevel);
      this.#install(this.#routeOf(makeSinks(planned, [], context), settings), settings, call);
      return;
    }
    before.whenIdle(() => {
      // A listener of failures may configure or close meanwhile, and so may user code within a record.
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
      this.#install(this.#routeOf(sinks, settings), settings, call);
      closeOrComplain(() => this.#retired.close(before, sinks));
    });
  }

  /** Closes planned backends that will not be used, because of a later `configure()` or `close()`. */
  #forsake(planned: readonly PlannedSink[], before: Pipeline): void {
    const used = [...before.sinks, ...(this.#pipeline?.sinks ?? []), ...(this.#pending ?? [])];
    for (const { backend } of planned) {
      if (!used.some((sink) => sink.backend === backend)) closeOrComplain(() => backend.close());
    }
  }

  #routeOf(sinks: readonly Sink[], settings: Settings): Pipeline {
    const [sink, ...others] = sinks as [Sink, ...Sink[]];
    return others.length === 0 && sink.settings.filter === undefined
      ? new SinglePipeline(sink, settings, this.#clock, this.#contexts)
      : new FanOut(sinks, settings, this.#clock, this.#contexts);
  }

  /** Changes the filter of all threads, in place of `LOG`, or throws and changes nothing. */
  setFilter(spec: string): void {
    needStack();
    this.#filter.set(strictFilter(spec));
    this.#others?.tellFilter(spec);
  }

  adoptFilter(spec: string): void {
    this.#filter.set(parseFilter(spec).filter);
  }

  /** Lets new workers of this thread inherit its state. */
  #publish(): void {
    if (this.#isPublished || this.#join === undefined) return;
    this.#isPublished = true;
    publishInheritedState(() => this.#others?.published);
  }

  get #others(): Threads | undefined {
    this.#threads ??= this.#join?.();
    return this.#threads;
  }

  get inheritedState(): InheritedState {
    return { ...this.#configuration.handedDown, ...this.#filter.handedDown };
  }

  async flush(timeout?: number): Promise<void> {
    needStack();
    const left = this.#retired.sinks.filter(({ batch }) => batch.buffered > 0);
    await Promise.all([
      ...this.#pipelines.map((pipeline) => pipeline.flush(timeout)),
      ...left.map(({ backend }) => attempt(() => backend.flush(timeout))),
    ]);
  }

  flushSync(): void {
    // With a full stack a backend could throw in the middle; the end of the turn does it.
    if (!hasStack()) return;
    for (const pipeline of this.#pipelines) pipeline.flushSync();
    const left = this.#retired.sinks.filter(({ batch }) => batch.buffered > 0);
    flushNow(left, undefined);
  }

  /** Reopens the paths of the backends, in all threads. */
  reopen(): void {
    needStack();
    this.reopenHere();
    this.#others?.tellReopen();
  }

  reopenHere(): void {
    this.#pipeline?.reopen();
  }

  async close(): Promise<void> {
    needStack();
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
    this.#retired.shown = pipeline.sinks;
    const closed = this.#retired.close(pipeline);
    await this.#retired.settled();
    await closed;
  }

  stats(): Stats {
    const sinks = this.#pipeline?.sinks ?? this.#retired.shown;
    const late = this.#retired.sinks.filter(
      (sink) => sink.batch.buffered > 0 && !sinks.includes(sink),
    );
    const listed = [...sinks, ...late];
    const counters = {
      backends: listed.map(statsOf),
      retired: this.#retired.stats(listed),
      dropped:
        this.#dispatcher.lost.records +
        (this.#pipeline?.dropped ?? 0) +
        this.#retired.unrouted +
        (this.#diversions?.dropped ?? 0),
    };
    return { ...counters, toPrometheus: () => prometheusText(counters) };
  }

  /** The process is ending: writes everything, and from now on every record at once. */
  end(isLast: boolean): void {
    this.#turn.ending = true;
    this.#deadline = isLast ? uptime() + this.#exitTimeout : undefined;
    if (this.#deadline !== undefined) this.#threads?.endOthers(this.#deadline);
    for (const pipeline of this.#pipelines) {
      // This record will never be completed.
      if (pipeline.recorder.abandon()) this.#dispatcher.lost.records++;
      pipeline.writeAtOnce(true, this.#deadline);
      pipeline.seal();
    }
    this.#retired.seal();
    const sinks = this.#sinks;
    flushNow(sinks, this.#deadline);
    if (!isLast) return;
    // Records that are not delivered now are reported on stderr.
    const untold = sinks.filter((sink) => sink.hasUntold && sink.canDeliver);
    for (const sink of untold) sink.tellNow();
    flushNow(untold, this.#deadline);
  }

  endHere(): void {
    this.end(true);
    this.reportLeft();
  }

  get isSettled(): boolean {
    return !this.#turn.open && this.#sinks.every(({ batch }) => batch.buffered === 0);
  }

  unwatched(): void {
    this.flushSync();
    // The next record checks the exit listeners.
    this.#turn.open = false;
  }

  resume(): void {
    this.#turn.ending = false;
    for (const pipeline of this.#pipelines) pipeline.writeAtOnce(false);
  }

  reportLeft(): void {
    for (const sink of this.#sinks) reportUndelivered(sink);
  }

  /** Captures everything that is logged, until it is restored. */
  capture(options: Options): Capture {
    needStack();
    return captureBy((...diverted) => this.#divert(...diverted), options);
  }

  /**
   * Sends records to another backend for a while, whatever the environment says; `wrap` may watch them. Returns a
   * function that ends it.
   */
  #divert(backend: Backend, given: Options, wrap: Wrap): () => void {
    this.#diversions ??= this.#makeDiversions();
    this.#pipeline?.seal();
    return this.#diversions.begin(backend, given, wrap);
  }

  #makeDiversions(): Diversions {
    const configuration = this.#configuration;
    return new Diversions({
      get options() {
        return configuration.own;
      },
      sink: (backend, own, settings) => new Sink(backend, own, this.#laneContext(settings)),
      pipeline: (sink, settings, wrap) =>
        this.#prepared(new SinglePipeline(sink, settings, this.#clock, this.#contexts, wrap)),
      changed: () => this.#use(),
    });
  }

  /** The pipeline of the first record; `undefined` after `close()`. */
  #openFirst(): Pipeline | undefined {
    if (this.#isClosed) return undefined;
    const options = this.#configuration.with({});
    const settings = settingsOf(options);
    this.#replace(this.#configuration.plan(options, settings), settings, ++this.#calls);
    this.#publish();
    return this.#dispatcher.pipeline;
  }

  #laneContext({ exitTimeout, identity }: Settings): SinkContext {
    const { report } = this.#troubles;
    return { exitTimeout, tag: identity.tag, report, enough: () => this.#turn.hasEnough() };
  }

  #install(pipeline: Pipeline, { exitTimeout }: Settings, call: number): void {
    if (call === this.#calls) this.#pending = undefined;
    this.#installed = call;
    this.#isClosed = false;
    this.#exitTimeout = exitTimeout;
    this.#pipeline = this.#prepared(pipeline);
    this.#configured = { sanitizer: pipeline.sanitizer, demands: pipeline.demands };
    this.#retired.shown = [];
    this.#use();
  }

  #prepared<T extends Pipeline>(pipeline: T): T {
    if (this.#turn.ending) pipeline.writeAtOnce(true, this.#deadline);
    return pipeline;
  }

  /** Makes the dispatcher use the present pipeline. */
  #use(): void {
    const pipeline = this.#diversions?.pipeline ?? this.#pipeline;
    this.#filter.replace(this.#diversions?.filter);
    this.#dispatcher.pipeline = pipeline;
    this.#turn.flushAfter = pipeline?.flushAfter ?? 0;
    const { sanitizer, demands } = this.#diversions?.pipeline ?? this.#configured;
    this.#dispatcher.sanitizer = sanitizer;
    this.#gates.demands = demands;
  }

  /** Pipelines that take records, or have taken records in this turn. */
  get #pipelines(): readonly Pipeline[] {
    const { pipeline: current } = this.#dispatcher;
    return [current, this.#pipeline].filter(
      (pipeline, i) => pipeline !== undefined && (i === 0 || pipeline !== current),
    ) as Pipeline[];
  }

  /** Sinks that may have records to deliver. */
  get #sinks(): readonly Sink[] {
    return [...(this.#pipeline?.sinks ?? []), ...this.#retired.sinks];
  }

  #watchSignals(option: boolean | SignalOptions): void {
    // Workers get no signals: the main thread handles them.
    if (isWorker) return;
    this.#stopSignals?.();
    this.#stopSignals = onSignals(this, option);
  }
}

function checkTarget(target: string | { readonly url: string }, asked: Callee): string {
  if (typeof target === "string" && target !== "") return target;
  const url: unknown = (target as { readonly url?: unknown } | null)?.url;
  if (typeof url === "string") return targetOf(url);
  // Bundlers replace `import.meta` by an empty object, above all for CommonJS.
  if (isFields(target) && Object.keys(target).length === 0) return callerTarget(asked);
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_TARGET",
    `invalid target ${show(target)} (expected a name or import.meta)`,
  );
}

async function closeOrComplain(close: () => Promise<void>): Promise<void> {
  try {
    await close();
  } catch (error) {
    complain("close", error instanceof Error ? error.message : String(error));
  }
}
