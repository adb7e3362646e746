import type { EventFunction, Logger } from "./call/logger.ts";
import type { Fields, LogAtFunction, LogFunction } from "./call/signatures.ts";
import { flushTimeout } from "./config/flush-timeout.ts";
import type { Options } from "./config/options.ts";
import type { EventSchema, FieldsOf } from "./event/schema.ts";
import type { Level, LevelName } from "./level.ts";
import { Runtime } from "./lifecycle/runtime.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";
import type { Stats } from "./sink/stats.ts";
import { Threads } from "./threads/threads.ts";

export type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  DropReason,
  Overflow,
  SealedChunk,
  Trouble,
} from "./backend/backend.ts";
export type {
  DatagramOptions,
  UdpOptions,
  UnixgramOptions,
} from "./backend/datagram/datagram-options.ts";
export type { FdOptions } from "./backend/fd/fd-options.ts";
export { stderr, stdout } from "./backend/fd/standard.ts";
export { file } from "./backend/file/file.ts";
export type { FileOptions } from "./backend/file/file-options.ts";
export { type MemoryBackend, memory } from "./backend/memory.ts";
export type { PoolOptions } from "./backend/options/pool-options.ts";
export { processStderr, processStdout } from "./backend/process-stream.ts";
export type { RotatedLog } from "./backend/rotation/rotation-options.ts";
export { journald, tcp, tls, udp, unix, unixgram } from "./backend/sockets.ts";
export type {
  Delivery,
  FramingName,
  JournaldOptions,
  SocketOptions,
  TcpOptions,
  TlsOptions,
  UnixOptions,
} from "./backend/stream/stream-options.ts";
export type { DroppedByLevel, DroppedByReason } from "./batch/losses.ts";
export type { ChildOptions } from "./call/child-options.ts";
export type { EventFunction, Logger } from "./call/logger.ts";
export type { Fields, Fitting, LogAtFunction, LogFunction, Loggable } from "./call/signatures.ts";
export type { BackendEntry, BackendOption } from "./config/backend-option.ts";
export type { Options } from "./config/options.ts";
export type { Signal, SignalOptions } from "./config/signal-options.ts";
export type { Color } from "./encode/format/color.ts";
export type { Encoder, EncoderRecord } from "./encode/format/custom.ts";
export type { Format } from "./encode/format/format.ts";
export type { SyslogFacility, SyslogOptions } from "./encode/format/syslog-options.ts";
export { FastlogError, type FastlogErrorCode } from "./errors.ts";
export type { EventSchema, FieldsOf, Schema } from "./event/schema.ts";
export type { Serializer, Serializers } from "./fields/serializer.ts";
export type { Level, LevelName, PinoLevels } from "./level.ts";
export type { Redact, RedactOptions } from "./redact/redact.ts";
export type { BackendStats, RetiredStats, Stats } from "./sink/stats.ts";

const runtime: Runtime = sharedRuntime(
  () => new Runtime(process.env, (member, inherited) => new Threads(member, inherited)),
);
const plain: Logger = runtime.plain;

/**
 * Logs that the program cannot go on. The record, and all before it, are with the operating system
 * when the call returns.
 */
export const fatal: LogFunction = plain.fatal;
/** Logs that something failed: `error(err)`, `error(err, "no answer from {}", host)`, `error("no answer", { err })`. */
export const error: LogFunction = plain.error;
/** Logs what may become a failure. */
export const warn: LogFunction = plain.warn;
/**
 * Logs what an operator wants to know: `info("listening on {}", port)`, `info("done", { ms })`. All forms of a call are
 * those of {@link LogFunction}.
 */
export const info: LogFunction = plain.info;
/** Logs what a developer wants to know. */
export const debug: LogFunction = plain.debug;
/** Logs every step. */
export const trace: LogFunction = plain.trace;
/**
 * Logs at a level that is given: `log("warn", "…")`. It may be a level in any case, one of other loggers (`critical`,
 * `warning`, `notice`, `verbose`, …) or a number of pino's (35 is the nearest, `warn`); an object with a `level`
 * and a `message` will do as well. What has no level is logged at info, with all arguments.
 */
export const log: LogAtFunction = plain.log;
/** Whether a record of that level, logged here, would pass the filter now. */
export const enabled: (level: LevelName | number) => boolean = plain.isEnabled;

/**
 * A logger of a target, decided once: `logger("dep1")`, or `logger(import.meta)` for the module's
 * own. Throws `ERR_FASTLOG_INVALID_TARGET`.
 */
export function logger(target: string | { readonly url: string }): Logger {
  return runtime.logger(target, logger);
}

/**
 * Makes a function that logs one kind of event, whose fields a JSON schema describes:
 *
 * ```ts
 * const requestDone = defineEvent("info", "request done", {
 *   type: "object",
 *   properties: { method: { type: "string" }, status: { type: "integer" } },
 *   required: ["method", "status"],
 * });
 * requestDone({ method: "GET", status: 200 });
 * requestDone({ method: "GET", status: 200 }, log.child({ reqId })); // through another logger
 * ```
 *
 * The parameter's type comes from the schema. What checks and writes the fields is compiled here, once,
 * which needs code generation; where that is off, they are not checked. Fields that break the schema are
 * logged as they are, with `schemaError` saying what is wrong.
 *
 * Throws `ERR_FASTLOG_INVALID_SCHEMA` and `ERR_FASTLOG_INVALID_LEVEL`.
 */
export function defineEvent<const Schema extends EventSchema>(
  level: Level,
  message: string,
  schema: Schema,
): EventFunction<FieldsOf<Schema>> {
  return runtime.defineEvent(level, message, schema);
}

/**
 * Calls a function and returns what it returns. Everything that is logged inside of it, across its
 * awaits and by whatever it started, has these fields, and those of the contexts around it. They are
 * taken as they are now.
 */
export function withContext<T>(fields: Fields, action: () => T): T {
  return runtime.withContext(fields, action);
}

/** The fields of the current context, those of outer ones included. */
export function getContext(): Readonly<Record<string, unknown>> {
  return runtime.context;
}

/**
 * Sets the options that are given; the others keep their values. Where it throws, nothing has
 * changed.
 */
export function configure(options: Options): void {
  runtime.configure(options);
}

/**
 * Changes the filter from the next call on, for every logger there is and whatever `LOG` says; in the
 * other threads of the process within a turn of theirs, unless they are `isolated`.
 * Throws `ERR_FASTLOG_INVALID_FILTER`, and then nothing has changed.
 */
export function setFilter(spec: string): void {
  runtime.setFilter(spec);
}

/** How long `flush` may take. */
export interface FlushOptions {
  /** In milliseconds: 0 or more, or `Infinity`. Default 10,000. */
  readonly timeout?: number;
}

/**
 * Resolves when the operating system has all that was logged until now; rejects with an
 * `ERR_FASTLOG_BACKEND_UNAVAILABLE` that says what it has not taken when the time is over, or it cannot, and
 * with an `ERR_FASTLOG_INVALID_OPTION` where the time is none.
 */
export async function flush(options: FlushOptions = {}): Promise<void> {
  await runtime.flush(flushTimeout(options));
}

/** Hands all that was logged to the operating system, as far as it takes it, and returns then. */
export function flushSync(): void {
  try {
    runtime.flushSync();
  } catch {
    // The stack is full. It is handed over when the turn ends.
  }
}

/**
 * Opens log files again at their paths, as after a rotation; those of the other threads of the process
 * within a turn of theirs, unless they are `isolated`.
 */
export function reopen(): void {
  runtime.reopen();
}

/**
 * Flushes and releases the backend. What is logged afterwards is dropped and counted, until
 * `configure` is called.
 */
export function close(): Promise<void> {
  return runtime.close();
}

/** The counters of this thread's backends. */
export function stats(): Stats {
  return runtime.stats();
}
