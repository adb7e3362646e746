import { isFields } from "./arguments.ts";
import type { Backend } from "./backend/backend.ts";
import { complain } from "./backend/complain.ts";
import { Troubles } from "./backend/trouble.ts";
import type { Fields } from "./call.ts";
import { type Callee, callerTarget } from "./caller.ts";
import { type Capture, captureBy } from "./capture.ts";
import { ChosenFilter } from "./chosen-filter.ts";
import { Clock } from "./clock.ts";
import {
  checkOptions,
  DEFAULT_EXIT_TIMEOUT,
  type Environment,
  type Options,
  type Settings,
  settingsOf,
} from "./config.ts";
import { Configuration } from "./configuration.ts";
import { type Context, Contexts } from "./context.ts";
import type { RecordEncoder } from "./encode/encoder.ts";
import { FastlogError } from "./errors.ts";
import { typedEvent } from "./event/event.ts";
import type { EventSchema } from "./event/schema.ts";
import { type Ending, onExit } from "./exit.ts";
import { Fan } from "./fan.ts";
import { parseFilter } from "./filter/filter.ts";
import { strictFilter } from "./filter/given.ts";
import { formatOf } from "./formats.ts";
import type { Gates } from "./gate.ts";
import { Intake } from "./intake.ts";
import { Lane, type LaneContext } from "./lane.ts";
import { backendsIn, laneSettings, makeLanes, type PlannedLane } from "./lanes.ts";
import { tellLeft } from "./left.ts";
import { isLevel, LEVELS, type Level } from "./level.ts";
import { checkFields, type EventFunction, type Logger, makeEvent, makeLogger } from "./logger.ts";
import { Output } from "./output.ts";
import { prometheusText } from "./prometheus.ts";
import type { Route } from "./route.ts";
import { readFields, Scope, takeFields } from "./scope.ts";
import { show } from "./show.ts";
import { onSignals, type SignalOptions } from "./signals.ts";
import { type Stats, statsOf } from "./stats.ts";
import { targetOf } from "./target.ts";
import { type Estate, inheritedEstate, type Published, publishEstate } from "./threads/estate.ts";
import type { Member, Threads } from "./threads/threads.ts";
import { isWorker } from "./threads/worker.ts";
import { Turn } from "./turn.ts";

const NO_FIELDS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * All that one thread has: filter, gates, clock and output. It works without being configured: the
 * backend is opened by the first record.
 */
export class Runtime implements Ending, Member {
  /** The logger whose targets are those of the calling modules. */
  readonly plain: Logger;

  readonly #configuration: Configuration;
  /** Ties it to the other threads, when there is something to tell them; not where it is on its own. */
  readonly #join: (() => Threads) | undefined;
  #threads: Threads | undefined;
  #isPublished = false;
  readonly #filter: ChosenFilter;
  readonly #clock = new Clock();
  readonly #contexts = new Contexts();
  readonly #turn: Turn;
  readonly #gates: Gates;
  readonly #intake: Intake;
  readonly #troubles = new Troubles();
  #stopSignals: (() => void) | undefined;
  #isClosed = false;
  /** The route that was closed, for its counters. */
  #closed: Route | undefined;
  /** How long the process may take at its end, in milliseconds. */
  #exitTimeout = DEFAULT_EXIT_TIMEOUT;
  /** Until when that is, once it is there. */
  #deadline: number | undefined;

  /** Without `join` it has nothing to do with other threads. */
  constructor(
    environment: Environment,
    join?: (member: Member, inherited: Published | undefined) => Threads,
  ) {
    const isMember = join !== undefined;
    const estate = isMember && isWorker ? inheritedEstate() : undefined;
    this.#configuration = new Configuration(environment, estate);
    this.#filter = new ChosenFilter(environment.LOG ?? "", estate);
    this.#gates = this.#filter.gates;
    const { format } = this.#configuration.with({});
    // Before the first record, whose target may be asked for.
    if (format !== undefined) this.#gates.demands = formatOf(format);
    this.#turn = new Turn(
      this.#clock,
      () => {
        this.#intake.output?.seal();
        this.#threads?.turnEnds();
      },
      () => this.#threads?.turnOpens(),
    );
    this.#intake = new Intake(this.#gates, this.#turn, () => this.#openFirst());
    this.plain = makeLogger(this.#intake, this.#gates.plain);
    // Now, because the first record may be logged by a listener of the very events.
    onExit(this);
    this.#join = isMember ? () => join(this, estate) : undefined;
    if (isMember) {
      process.on("worker", (worker) => {
        this.#publish();
        this.#others?.made(worker);
      });
    }
    if (isMember && isWorker) {
      this.#publish();
      this.#threads = join(this, estate);
    }
  }

  /** A logger of a target: a name, or `import.meta` for the module's own. `asked` is what was called for it. */
  logger(target: string | { readonly url: string }, asked: Callee = this.logger): Logger {
    return makeLogger(this.#intake, this.#gates.named(checkTarget(target, asked)));
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
    const outer = this.#contexts.current;
    const { refinement } = this.#intake;
    const given = readFields(checkFields(fields), refinement);
    const taken = takeFields(given, refinement);
    const context: Context = {
      fields: Object.freeze({ ...outer?.fields, ...given }),
      scope: outer === undefined ? new Scope(taken) : outer.scope.with(taken),
    };
    return this.#contexts.run(context, action);
  }

  /** The fields of the current context. */
  get context(): Readonly<Record<string, unknown>> {
    return this.#contexts.current?.fields ?? NO_FIELDS;
  }

  /** Takes the options that are given, or throws and changes nothing. */
  configure(given: Options): void {
    const checked = checkOptions(given);
    const filter = checked.filter === undefined ? undefined : strictFilter(checked.filter);
    const options = this.#configuration.with(checked);
    const settings = settingsOf(options);
    const before = this.#intake.output;
    const planned =
      before !== undefined && this.#configuration.keepsBackends(checked)
        ? this.#configuration.changed(before, options, settings)
        : this.#configuration.plan(options, settings);

    this.#configuration.take(checked);
    if (filter !== undefined) this.#filter.configure(filter);
    if (checked.signals !== undefined) this.#watchSignals(checked.signals);
    if (checked.onBackendError !== undefined) this.#troubles.hook = checked.onBackendError;
    this.#replace(before, planned, settings);
    for (const backend of backendsIn(checked.backend)) {
      // LOG_BACKEND stands in its place, and nobody else will close it.
      if (!planned.some((plan) => plan.backend === backend)) closeQuietly(() => backend.close());
    }
    if (checked.isolated !== undefined) this.#others?.isolate(checked.isolated);
    this.#publish();
  }

  /** Lets records go another way from the next one on. */
  #replace(before: Route | undefined, planned: readonly PlannedLane[], settings: Settings): void {
    const context = this.#laneContext(settings);
    if (before === undefined) {
      this.#configuration.tellMissing(settings.identity.tag);
      this.#install(this.#route(makeLanes(planned, [], context), settings), settings);
      return;
    }
    before.whenIdle(() => {
      before.seal();
      const lanes = makeLanes(planned, before.lanes, context);
      this.#install(this.#route(lanes, settings), settings);
      closeQuietly(() => before.close(lanes));
    });
  }

  #route(lanes: readonly Lane[], settings: Settings): Route {
    const [lane, ...others] = lanes as [Lane, ...Lane[]];
    return others.length === 0 && lane.settings.filter === undefined
      ? new Output(lane, settings, this.#clock, this.#contexts)
      : new Fan(lanes, settings, this.#clock, this.#contexts);
  }

  /** Changes the filter of all threads, whatever `LOG` says, or throws and changes nothing. */
  setFilter(spec: string): void {
    this.#filter.set(strictFilter(spec));
    this.#others?.tellFilter(spec);
  }

  adoptFilter(spec: string): void {
    this.#filter.set(parseFilter(spec).filter);
  }

  /** Workers that this thread makes from now on inherit what it has then. */
  #publish(): void {
    if (this.#isPublished || this.#join === undefined) return;
    this.#isPublished = true;
    publishEstate(() => this.#others?.published);
  }

  get #others(): Threads | undefined {
    this.#threads ??= this.#join?.();
    return this.#threads;
  }

  get estate(): Estate {
    return { ...this.#configuration.handedDown, ...this.#filter.handedDown };
  }

  async flush(timeout?: number): Promise<void> {
    await this.#intake.output?.flush(timeout);
  }

  flushSync(): void {
    this.#intake.output?.flushSync();
  }

  /** Opens the backends' paths again, in all threads. */
  reopen(): void {
    this.reopenHere();
    this.#others?.tellReopen();
  }

  reopenHere(): void {
    this.#intake.output?.reopen();
  }

  async close(): Promise<void> {
    const output = this.#intake.output;
    this.#intake.output = undefined;
    this.#closed = output ?? this.#closed;
    this.#isClosed = true;
    await output?.close();
  }

  stats(): Stats {
    const route = this.#intake.output ?? this.#closed;
    const backends = route?.lanes.map(statsOf) ?? [];
    const counters = { backends, dropped: this.#intake.dropped + (route?.dropped ?? 0) };
    return { ...counters, toPrometheus: () => prometheusText(counters) };
  }

  /** The process is ending: from now on every record is written at once. */
  end(isLast: boolean): void {
    const { output } = this.#intake;
    this.#turn.ending = true;
    this.#deadline = isLast ? performance.now() + this.#exitTimeout : undefined;
    if (this.#deadline !== undefined) this.#threads?.endOthers(this.#deadline);
    if (output === undefined) return;
    output.recorder.abandon();
    output.writeAtOnce(true, this.#deadline);
    if (isLast) for (const lane of output.lanes) lane.tellNow();
    output.flushSync();
  }

  endHere(): void {
    this.end(true);
    this.reportLeft();
  }

  get isSettled(): boolean {
    const lanes = this.#intake.output?.lanes ?? [];
    return !this.#turn.open && lanes.every(({ batch }) => batch.buffered === 0);
  }

  resume(): void {
    this.#turn.ending = false;
    this.#intake.output?.writeAtOnce(false);
  }

  reportLeft(): void {
    for (const lane of this.#intake.output?.lanes ?? []) tellLeft(lane);
  }

  /** Takes all that is logged, until it is restored. */
  capture(options: Options): Capture {
    return captureBy((...diverted) => this.#divert(...diverted), options);
  }

  /**
   * Sends records to another backend for a while, whatever the environment says; `wrap` may watch
   * them on their way. Returns what puts everything back.
   */
  #divert(
    backend: Backend,
    given: Options,
    wrap: (encoder: RecordEncoder) => RecordEncoder,
  ): () => void {
    const checked = checkOptions(given);
    const filter = strictFilter(checked.filter ?? "trace");
    const settings = settingsOf(checked);
    const before = {
      output: this.#intake.output,
      refinement: this.#intake.refinement,
      filter: this.#gates.filter,
      isClosed: this.#isClosed,
    };
    before.output?.seal();
    this.#gates.filter = filter;
    const lane = new Lane(
      backend,
      laneSettings({ backend }, backend, settings),
      this.#laneContext(settings),
    );
    this.#install(new Output(lane, settings, this.#clock, this.#contexts, wrap), settings);
    let isRestored = false;
    return () => {
      if (isRestored) return;
      isRestored = true;
      this.#intake.output = before.output;
      if (before.output !== undefined) this.#gates.demands = before.output.demands;
      this.#intake.refinement = before.refinement;
      this.#gates.filter = before.filter;
      this.#isClosed = before.isClosed;
    };
  }

  /** The route that the first record takes; none once it was closed. */
  #openFirst(): Route | undefined {
    if (this.#isClosed) return undefined;
    const options = this.#configuration.with({});
    const settings = settingsOf(options);
    this.#replace(undefined, this.#configuration.plan(options, settings), settings);
    this.#publish();
    return this.#intake.output;
  }

  #laneContext({ exitTimeout, identity }: Settings): LaneContext {
    return { exitTimeout, tag: identity.tag, report: this.#troubles.report };
  }

  #install(route: Route, { exitTimeout }: Settings): void {
    this.#isClosed = false;
    this.#exitTimeout = exitTimeout;
    this.#intake.output = route;
    this.#intake.refinement = route.recorder.refinement;
    this.#gates.demands = route.demands;
    if (this.#turn.ending) route.writeAtOnce(true, this.#deadline);
  }

  #watchSignals(option: boolean | SignalOptions): void {
    // To a worker none comes: the main thread hears them, and sees to it.
    if (isWorker) return;
    this.#stopSignals?.();
    this.#stopSignals = onSignals(this, option);
  }
}

function checkTarget(target: string | { readonly url: string }, asked: Callee): string {
  if (typeof target === "string" && target !== "") return target;
  const url: unknown = (target as { readonly url?: unknown } | null)?.url;
  if (typeof url === "string") return targetOf(url);
  // What bundlers put in the place of `import.meta`, in CommonJS above all.
  if (isFields(target) && Object.keys(target).length === 0) return callerTarget(asked);
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_TARGET",
    `invalid target ${show(target)} (expected a name or import.meta)`,
  );
}

async function closeQuietly(close: () => Promise<void>): Promise<void> {
  try {
    await close();
  } catch (error) {
    complain("close", error instanceof Error ? error.message : String(error));
  }
}
