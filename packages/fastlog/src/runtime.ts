import type { Backend } from "./backend/backend.ts";
import { complain } from "./backend/complain.ts";
import { Troubles } from "./backend/trouble.ts";
import { openBackend } from "./backend/url.ts";
import type { Fields } from "./call.ts";
import { Clock } from "./clock.ts";
import {
  checkOptions,
  DEFAULT_FILTER,
  type Environment,
  environmentOptions,
  type Options,
  type Settings,
  settingsOf,
} from "./config.ts";
import { type Context, Contexts } from "./context.ts";
import type { RecordEncoder } from "./encode/encoder.ts";
import { FastlogError } from "./errors.ts";
import { typedEvent } from "./event/event.ts";
import type { EventSchema } from "./event/schema.ts";
import { onExit, onSignals } from "./exit.ts";
import { Fan } from "./fan.ts";
import { levelFilter } from "./filter/filter.ts";
import { strictFilter, tolerantFilter } from "./filter/given.ts";
import { formatOf } from "./formats.ts";
import { Gates } from "./gate.ts";
import { Intake } from "./intake.ts";
import { Lane, type LaneContext } from "./lane.ts";
import {
  type BackendOption,
  backendsIn,
  entriesOf,
  laneSettings,
  makeLanes,
  type PlannedLane,
  planLanes,
} from "./lanes.ts";
import { tellLeft } from "./left.ts";
import { isLevel, LEVELS, type Level } from "./level.ts";
import { checkFields, type EventFunction, type Logger, makeEvent, makeLogger } from "./logger.ts";
import { Output } from "./output.ts";
import { prometheusText } from "./prometheus.ts";
import type { Route } from "./route.ts";
import { readFields, Scope, takeFields } from "./scope.ts";
import { show } from "./show.ts";
import { type Stats, statsOf } from "./stats.ts";
import { targetOf } from "./target.ts";
import { Turn } from "./turn.ts";

const NO_FIELDS: Readonly<Record<string, unknown>> = Object.freeze({});

/**
 * All that one thread has: filter, gates, clock and output. It works without being configured: the
 * backend is opened by the first record.
 */
export class Runtime {
  /** The logger whose targets are those of the calling modules. */
  readonly plain: Logger;

  /** What the environment decides, whatever `configure` is told. */
  readonly #forced: Options;
  readonly #filterForced: boolean;
  readonly #clock = new Clock();
  readonly #contexts = new Contexts();
  readonly #turn: Turn;
  readonly #gates: Gates;
  readonly #intake: Intake;
  readonly #troubles = new Troubles();
  #options: Options = {};
  #stopSignals: (() => void) | undefined;
  #isClosed = false;
  /** The route that was closed, for its counters. */
  #closed: Route | undefined;
  /** How long the process may take at its end, in milliseconds. */
  #exitTimeout = 0;
  /** Until when that is, once it is there. */
  #deadline: number | undefined;

  constructor(environment: Environment) {
    const spec = environment.LOG ?? "";
    this.#filterForced = spec.trim() !== "";
    this.#forced = environmentOptions(environment, complain);
    this.#gates = new Gates(
      this.#filterForced
        ? tolerantFilter(spec, (message) => complain("LOG", message))
        : levelFilter(DEFAULT_FILTER),
    );
    if (this.#forced.format !== undefined) {
      // Before the first record, whose target may be asked for.
      this.#gates.demands = formatOf(this.#forced.format);
    }
    this.#turn = new Turn(this.#clock, () => this.#intake.output?.seal());
    this.#intake = new Intake(this.#gates, this.#turn, () => this.#openFirst());
    this.plain = makeLogger(this.#intake, this.#gates.plain);
    // Now, because the first record may be logged by a listener of the very events.
    onExit(this);
  }

  /** A logger of a target: a name, or `import.meta` for the module's own. */
  logger(target: string | { readonly url: string }): Logger {
    return makeLogger(this.#intake, this.#gates.named(checkTarget(target)));
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
    const options = { ...this.#options, ...checked, ...this.#forced };
    const settings = settingsOf(options);
    const before = this.#intake.output;
    const planned =
      before !== undefined && this.#keeps(checked)
        ? this.#changed(before, options, settings)
        : this.#planLanes(options, settings);

    this.#options = { ...this.#options, ...checked };
    if (filter !== undefined && !this.#filterForced) this.#gates.filter = filter;
    if (checked.signals !== undefined) this.#watchSignals(checked.signals);
    if (checked.onBackendError !== undefined) this.#troubles.hook = checked.onBackendError;
    this.#replace(before, planned, settings);
    for (const backend of backendsIn(checked.backend)) {
      // LOG_BACKEND stands in its place, and nobody else will close it.
      if (!planned.some((plan) => plan.backend === backend)) closeQuietly(() => backend.close());
    }
  }

  /** Whether the backends there are go on. */
  #keeps({ backend }: Options): boolean {
    return backend === undefined || this.#forced.backend !== undefined;
  }

  /** The lanes there are, with other settings. */
  #changed({ lanes }: Route, { backend }: Options, settings: Settings): PlannedLane[] {
    const entries = entriesOf(backend ?? "stdout");
    return lanes.map(({ backend }, i) => {
      return { backend, settings: laneSettings({ ...entries[i], backend }, backend, settings) };
    });
  }

  /** Lets records go another way from the next one on. */
  #replace(before: Route | undefined, planned: readonly PlannedLane[], settings: Settings): void {
    const context = this.#laneContext(settings);
    if (before === undefined) {
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

  /** Changes the filter, whatever `LOG` says, or throws and changes nothing. */
  setFilter(spec: string): void {
    this.#gates.filter = strictFilter(spec);
  }

  async flush(timeout?: number): Promise<void> {
    await this.#intake.output?.flush(timeout);
  }

  flushSync(): void {
    this.#intake.output?.flushSync();
  }

  reopen(): void {
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
    if (output === undefined) return;
    output.recorder.abandon();
    this.#deadline = isLast ? performance.now() + this.#exitTimeout : undefined;
    output.writeAtOnce(true, this.#deadline);
    if (isLast) for (const lane of output.lanes) lane.tellNow();
    output.flushSync();
  }

  resume(): void {
    this.#turn.ending = false;
    this.#intake.output?.writeAtOnce(false);
  }

  reportLeft(): void {
    for (const lane of this.#intake.output?.lanes ?? []) tellLeft(lane);
  }

  /**
   * Sends records to another backend for a while, whatever the environment says; `wrap` may watch
   * them on their way. Returns what puts everything back.
   */
  divert(
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
    const options = { ...this.#options, ...this.#forced };
    const settings = settingsOf(options);
    this.#replace(undefined, this.#planLanes(options, settings), settings);
    return this.#intake.output;
  }

  #planLanes(options: Options, settings: Settings): PlannedLane[] {
    const { backend = "stdout" } = options;
    const plan = (option: BackendOption) => planLanes(option, settings, openBackend);
    if (backend !== this.#forced.backend) return plan(backend);
    try {
      return plan(backend);
    } catch (error) {
      // What the environment says must not take a service down.
      complain("LOG_BACKEND", `${(error as Error).message}; logging to stdout`);
      return plan("stdout");
    }
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

  #watchSignals(watch: boolean): void {
    this.#stopSignals?.();
    this.#stopSignals = watch ? onSignals(this) : undefined;
  }
}

function checkTarget(target: string | { readonly url: string }): string {
  if (typeof target === "string" && target !== "") return target;
  const url: unknown = (target as { readonly url?: unknown } | null)?.url;
  if (typeof url === "string") return targetOf(url);
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
