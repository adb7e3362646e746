import type { CreatedLevels } from "./call/levelled-logger.ts";
import type { EventFunction, Logger } from "./call/logger.ts";
import type { Fields, LogAtFunction, LogFunction } from "./call/signatures.ts";
import type { ContextOptions } from "./config/context-options.ts";
import { readEnvironment } from "./config/environment.ts";
import { flushTimeout } from "./config/flush-timeout.ts";
import type { FilterTime } from "./config/lease-changes.ts";
import type { LevelDefinitions } from "./config/level-definitions.ts";
import type { Options } from "./config/options.ts";
import type { EventSchema, FieldsOf } from "./event/schema.ts";
import type { LevelName, RecordLevel } from "./level.ts";
import { Runtime } from "./lifecycle/runtime.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";
import type { RateText } from "./limit/rules.ts";
import type { OwnLevel } from "./own-levels.ts";
import type { Stats } from "./sink/stats.ts";
import { Threads } from "./threads/threads.ts";

export type {
  Backend,
  BackendContext,
  BackendCounters,
  BackendState,
  DropReason,
  OtlpRecords,
  Overflow,
  SealedChunk,
  Trouble,
} from "./backend/backend.ts";
export type {
  DatagramOptions,
  UdpOptions,
  UnixgramOptions,
} from "./backend/datagram/datagram-options.ts";
export type { FdOptions, StandardOptions } from "./backend/fd/fd-options.ts";
export { stderr, stdout } from "./backend/fd/standard.ts";
export { file } from "./backend/file/file.ts";
export type { FileOptions } from "./backend/file/file-options.ts";
export { type MemoryBackend, memory } from "./backend/memory.ts";
export type { PoolOptions } from "./backend/options/pool-options.ts";
export { otlp } from "./backend/otlp/otlp.ts";
export type { OtlpOptions } from "./backend/otlp/otlp-options.ts";
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
export type { Site } from "./call/is-site.ts";
export type { CreatedLevels, LevelFunctions, LevelledLogger } from "./call/levelled-logger.ts";
export type { EventFunction, Logger } from "./call/logger.ts";
export type { Fields, Fitting, LogAtFunction, LogFunction, Loggable } from "./call/signatures.ts";
export type { BackendEntry, BackendOption } from "./config/backend-option.ts";
export type { ContextOptions } from "./config/context-options.ts";
export type { FilterTime } from "./config/lease-changes.ts";
export type { LevelDefinition, LevelDefinitions } from "./config/level-definitions.ts";
export type { SampleOptions, ShareOption } from "./config/limit-options.ts";
export type { Options } from "./config/options.ts";
export type { RecorderOption, RecorderOptions, RecorderTrigger } from "./config/recorder-option.ts";
export type { Signal, SignalOptions } from "./config/signal-options.ts";
export type { Color } from "./encode/format/color.ts";
export type { Encoder, EncoderRecord } from "./encode/format/custom.ts";
export type { Format } from "./encode/format/format.ts";
export type {
  JsonConstant,
  JsonErrorKey,
  JsonErrorNames,
  JsonKey,
  JsonLevelForm,
  JsonLevelTable,
  JsonMember,
  JsonOptions,
  JsonPart,
  JsonPath,
  JsonPreset,
  JsonSpanIdForm,
  JsonTagForm,
  JsonTimeForm,
  JsonTraceFlagsForm,
  JsonTraceIdForm,
  JsonValues,
} from "./encode/format/json-options.ts";
export type { SyslogFacility, SyslogOptions } from "./encode/format/syslog-options.ts";
export { FastlogError, type FastlogErrorCode } from "./errors.ts";
export type { EventSchema, FieldsOf, Schema, ValueSchema } from "./event/schema.ts";
export type { Serializer, Serializers } from "./fields/serializer.ts";
export type { Level, LevelName, PinoLevels, RecordLevel } from "./level.ts";
export type { HeldBackStats } from "./limit/held-back.ts";
export type { RateText } from "./limit/rules.ts";
export type { LevelColor, OwnLevel } from "./own-levels.ts";
export type { Redact, RedactOptions, RedactPattern } from "./redact/redact.ts";
export type { SecretName } from "./redact/secret/names.ts";
export type { SyslogSeverity } from "./severity.ts";
export type { RecorderStats } from "./sink/recorder-stats.ts";
export type { BackendStats, RetiredStats, Stats } from "./sink/stats.ts";
export type { TraceIds } from "./trace/trace-ids.ts";
export type { TraceOption } from "./trace/trace-option.ts";

const runtime: Runtime = sharedRuntime(
  () => new Runtime(readEnvironment(), (member, inherited) => new Threads(member, inherited)),
);
const plain: Logger = runtime.plain;

/**
 * Logs that the program cannot go on. The operating system has this record, and all before it, when the call
 * returns.
 */
export const fatal: LogFunction = plain.fatal;
/** Logs that something failed: `error(err)`, `error(err, "no answer from {}", host)`, `error("no answer", { err })`. */
export const error: LogFunction = plain.error;
/** Logs what may become a failure. */
export const warn: LogFunction = plain.warn;
/**
 * Logs what an operator wants to know: `info("listening on {}", port)`, `info("done", { ms })`. {@link LogFunction}
 * describes all forms of a call.
 */
export const info: LogFunction = plain.info;
/** Logs what a developer wants to know. */
export const debug: LogFunction = plain.debug;
/** Logs every step. */
export const trace: LogFunction = plain.trace;
/**
 * Logs at the given level: `log("warn", "…")`. The level may be in any case, one of other loggers (`critical`,
 * `warning`, `notice`, `verbose`, …) or a number of pino's (35 means the nearest, `warn`). An object with a `level`
 * and a `message` works as well. A call without a level logs at info with all its arguments.
 */
export const log: LogAtFunction = plain.log;
/**
 * Defines levels of your own between or beside the six, and returns a log function for each:
 *
 * ```ts
 * export const { notice, audit, levels, logger } = createLevels({
 *   notice: 35,
 *   audit: { number: 45, color: "magenta", syslog: "notice" },
 * });
 * notice("certificate expires in {} days", 3);
 * logger("shop").audit("{} changed the price", user);
 * ```
 *
 * The filter, formats and workers know the levels from then on, and every logger has their functions. To define a level
 * again in the same way has no effect. Throws `ERR_FASTLOG_INVALID_LEVEL` for an invalid definition, and for one that
 * differs from an earlier one; nothing has changed then.
 */
export function createLevels<Name extends string>(
  definitions: LevelDefinitions<Name>,
): CreatedLevels<Name> {
  return runtime.createLevels(definitions);
}

/**
 * A logger of the calling module that keeps so many records of one kind in a second, a minute or an hour:
 * `limit("10/s").warn("no answer from {}", host)`. See `Logger.limit`. Throws `ERR_FASTLOG_INVALID_OPTION`.
 */
export function limit(rate: RateText): Logger {
  return plain.limit(rate);
}

/** A logger of the calling module that keeps the first of each `count` records of one kind. See `Logger.every`. */
export function every(count: number): Logger {
  return plain.every(count);
}

/** A logger of the calling module that keeps the first record of each kind. See `Logger.once`. */
export function once(): Logger {
  return plain.once();
}

/** Whether a record of that level, logged by the calling module, would pass the filter now. */
export const enabled: (level: LevelName | OwnLevel | number) => boolean = plain.isEnabled;

/**
 * Returns a logger for a target: `logger("dep1")`, or `logger(import.meta)` for the module's own. Its calls do not
 * look at the stack. Throws `ERR_FASTLOG_INVALID_TARGET`.
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
 * The type of the parameter comes from the schema. The code that checks and writes the fields is compiled here,
 * once. If code generation is disabled, fields are not checked. Fields that break the schema are logged unchanged,
 * with a field `schemaError` that gives the reason.
 *
 * Throws `ERR_FASTLOG_INVALID_SCHEMA` and `ERR_FASTLOG_INVALID_LEVEL`.
 */
export function defineEvent<const Schema extends EventSchema>(
  level: RecordLevel,
  message: string,
  schema: Schema,
): EventFunction<FieldsOf<Schema>> {
  return runtime.defineEvent(level, message, schema);
}

/**
 * Calls a function and returns its result. All records that are logged inside it, across awaits and in anything it
 * starts, have these fields and those of the contexts around it. Copies the fields now.
 *
 * With `{ filter: "trace" }` the log gets more of these records than the filter of the program lets pass. With
 * `{ recorder: "64kb" }` the others are kept, and are written only when an error is logged inside, or when `keepRecords()` is
 * called. Both hold until the function returns, or the promise that it returns is settled; `withContext` then returns another
 * promise with the same result.
 *
 * Throws `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_FILTER`, and has not called the function then.
 */
export function withContext<T>(fields: Fields, action: () => T, options?: ContextOptions): T {
  return runtime.withContext(fields, action, options);
}

/**
 * Writes the records that the present context keeps, by `withContext(…, { recorder })`, now. From then on everything that it
 * would keep is written. Returns `false` outside of such a context. Never throws.
 */
export function keepRecords(): boolean {
  return runtime.keepRecords();
}

/**
 * Writes the records that the recorder of this thread keeps, by the option `recorder`, now. Returns their number; 0 without a
 * recorder, and inside of a value that is being logged, behind which they are written. Never throws.
 */
export function dumpRecorder(): number {
  return runtime.dumpRecorder();
}

/** The fields of the current context, those of outer contexts included. */
export function getContext(): Readonly<Record<string, unknown>> {
  return runtime.context;
}

/** Sets the given options; the others keep their values. If it throws, nothing has changed. */
export function configure(options: Options): void {
  runtime.configure(options);
}

/**
 * Changes the filter of every logger from the next call on, whatever `LOG` says. The other threads of the process
 * follow within a turn of their event loops, unless they are `isolated`.
 *
 * With `{ for: "10m" }` the filter holds for that time. Each thread then goes back by itself, to the filter that would hold
 * by then. A further `setFilter` ends it at once. Its begin and its end are records of target `fastlog`.
 *
 * Throws `ERR_FASTLOG_INVALID_FILTER` and `ERR_FASTLOG_INVALID_OPTION`; nothing has changed then.
 */
export function setFilter(spec: string, options?: FilterTime): void {
  runtime.setFilter(spec, options);
}

/** Options of {@link flush}. */
export interface FlushOptions {
  /** Longest wait in milliseconds: 0 or more, or `Infinity`. Default 10,000. */
  readonly timeout?: number;
}

/**
 * Resolves when the operating system has everything that was logged before. Rejects with
 * `ERR_FASTLOG_BACKEND_UNAVAILABLE` if that fails or takes longer than the timeout; the message says how much is
 * left. Rejects with `ERR_FASTLOG_INVALID_OPTION` for an invalid timeout.
 */
export async function flush(options: FlushOptions = {}): Promise<void> {
  await runtime.flush(flushTimeout(options));
}

/** Hands everything that was logged to the operating system, as far as it accepts it, before it returns. */
export function flushSync(): void {
  try {
    runtime.flushSync();
  } catch {
    // The stack is full. Records are handed over at the end of the turn.
  }
}

/**
 * Opens log files again at their paths, as after a rotation. The other threads of the process follow within a turn
 * of their event loops, unless they are `isolated`.
 */
export function reopen(): void {
  runtime.reopen();
}

/**
 * Flushes and releases the backend. Records that are logged afterwards are dropped and counted, until `configure`
 * is called.
 */
export function close(): Promise<void> {
  return runtime.close();
}

/** Counters of this thread's backends. */
export function stats(): Stats {
  return runtime.stats();
}
