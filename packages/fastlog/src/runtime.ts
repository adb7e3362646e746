import type { Backend } from "./backend/backend.ts";
import { complain } from "./backend/complain.ts";
import { openBackend } from "./backend/url.ts";
import type { Fields } from "./call.ts";
import { Clock } from "./clock.ts";
import {
  checkOptions,
  DEFAULT_FILTER,
  type Environment,
  environmentOptions,
  formatOf,
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
import { levelFilter } from "./filter/filter.ts";
import { strictFilter, tolerantFilter } from "./filter/given.ts";
import { Gates } from "./gate.ts";
import { Intake } from "./intake.ts";
import { isLevel, LEVELS, type Level } from "./level.ts";
import { checkFields, type EventFunction, type Logger, makeEvent, makeLogger } from "./logger.ts";
import { Output } from "./output.ts";
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
  #options: Options = {};
  #stopSignals: (() => void) | undefined;
  #isClosed = false;
  /** The output that was closed, for its counters. */
  #closed: Output | undefined;

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
    this.#turn = new Turn(this.#clock, () => this.#intake.output?.batch.seal());
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
    const isKept =
      before !== undefined &&
      (checked.backend === undefined ||
        checked.backend === before.backend ||
        this.#forced.backend !== undefined);
    const backend = isKept ? before.backend : this.#openBackend(options);

    this.#options = { ...this.#options, ...checked };
    if (filter !== undefined && !this.#filterForced) this.#gates.filter = filter;
    if (checked.signals !== undefined) this.#watchSignals(checked.signals);
    this.#replace(before, backend, settings);
    if (typeof checked.backend === "object" && checked.backend !== backend) {
      // LOG_BACKEND stands in its place, and nobody else will close it.
      closeQuietly(checked.backend);
    }
  }

  /** Lets records go another way from the next one on. */
  #replace(before: Output | undefined, backend: Backend, settings: Settings): void {
    if (before === undefined) {
      this.#install(new Output(backend, settings, this.#clock, this.#contexts));
      return;
    }
    before.batch.whenIdle(() => {
      const isKept = before.backend === backend;
      if (isKept) before.batch.resize(settings.buffer, settings.maxRecord);
      const batch = isKept ? before.batch : undefined;
      this.#install(new Output(backend, settings, this.#clock, this.#contexts, batch));
      if (!isKept) closeQuietly(before);
    });
  }

  /** Changes the filter, whatever `LOG` says, or throws and changes nothing. */
  setFilter(spec: string): void {
    this.#gates.filter = strictFilter(spec);
  }

  async flush(): Promise<void> {
    await this.#intake.output?.flush();
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
    const output = this.#intake.output ?? this.#closed;
    const backends = output === undefined ? [] : [statsOf(output)];
    return { backends, dropped: this.#intake.dropped };
  }

  /** The process is ending: from now on every record is written at once. */
  end(): void {
    this.#turn.ending = true;
    this.#intake.output?.recorder.abandon();
    this.#intake.output?.writeAtOnce(true);
    this.flushSync();
  }

  resume(): void {
    this.#turn.ending = false;
    this.#intake.output?.writeAtOnce(false);
  }

  reportLeft(): void {
    const output = this.#intake.output;
    if (output === undefined) return;
    const { name, buffered, errors } = statsOf(output);
    const causes = Object.keys(errors);
    // Without errors the backend has only not given back what it has written.
    if (buffered === 0 || causes.length === 0) return;
    complain(name, `${buffered} bytes could not be written (${causes.join(", ")})`);
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
    before.output?.batch.seal();
    this.#gates.filter = filter;
    this.#install(new Output(backend, settings, this.#clock, this.#contexts, undefined, wrap));
    let isRestored = false;
    return () => {
      if (isRestored) return;
      isRestored = true;
      this.#intake.output = before.output;
      if (before.output !== undefined) this.#gates.demands = before.output.recorder.encoder;
      this.#intake.refinement = before.refinement;
      this.#gates.filter = before.filter;
      this.#isClosed = before.isClosed;
    };
  }

  /** The output that the first record goes to; none once it was closed. */
  #openFirst(): Output | undefined {
    if (this.#isClosed) return undefined;
    const options = { ...this.#options, ...this.#forced };
    const backend = this.#openBackend(options);
    const output = new Output(backend, settingsOf(options), this.#clock, this.#contexts);
    this.#install(output);
    return output;
  }

  #openBackend(options: Options): Backend {
    const { backend = "stdout" } = options;
    if (typeof backend !== "string") return backend;
    if (backend !== this.#forced.backend) return openBackend(backend);
    try {
      return openBackend(backend);
    } catch (error) {
      // What the environment says must not take a service down.
      complain("LOG_BACKEND", `${(error as Error).message}; logging to stdout`);
      return openBackend("stdout");
    }
  }

  #install(output: Output): void {
    this.#isClosed = false;
    this.#intake.output = output;
    this.#intake.refinement = output.recorder.refinement;
    this.#gates.demands = output.recorder.encoder;
    if (this.#turn.ending) output.writeAtOnce(true);
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

async function closeQuietly(closing: Output | Backend): Promise<void> {
  try {
    await closing.close();
  } catch (error) {
    complain("close", error instanceof Error ? error.message : String(error));
  }
}
