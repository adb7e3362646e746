import type { Overflow, Trouble } from "../backend/backend.ts";
import { checkFlushAfter } from "../backend/options/flush-after.ts";
import type { Fields } from "../call/signatures.ts";
import { unusable } from "../diagnostics/invalid-option.ts";
import { optionMeant } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import type { Color } from "../encode/format/color.ts";
import type { Identity } from "../encode/format/encoder.ts";
import type { CompiledFormat, Format } from "../encode/format/format.ts";
import { DEFAULT_LIMITS } from "../encode/value/plain.ts";
import { FastlogError } from "../errors.ts";
import { type Fields as AnyFields, isFields } from "../fields/argument-kind.ts";
import { Scope, takeFields } from "../fields/bindings.ts";
import { Refinement } from "../fields/sanitizer.ts";
import type { Serializers } from "../fields/serializer.ts";
import { isLevel, type Level } from "../level.ts";
import { ownOptions } from "../own-members.ts";
import {
  checkRedact,
  compileRedaction,
  isPaths,
  type Members,
  type Redact,
} from "../redact/redact.ts";
import { formatOf } from "./format.ts";
import { checkSignals, type SignalOptions } from "./signal-options.ts";
import { type BackendOption, checkBackendOption, checkColor, checkOverflow } from "./sink-plan.ts";
import { isUsableTag, MAX_TAG } from "./tag.ts";
import { threadTag } from "./thread-tag.ts";

/** What `configure` takes. What is not given keeps its value. */
export interface Options {
  /**
   * Which records pass, in the language of `LOG`. Default `info`. Where the environment variable
   * `LOG` is set, that wins.
   */
  readonly filter?: string | undefined;
  /**
   * How a record is written. Default `"text"`, which is the template
   * `{date}\t{hrtime}\t{pid}\t{level}\t{tag}\t{message}`. `LOG_FORMAT` wins.
   */
  readonly format?: Format | undefined;
  /**
   * Whether the level has a colour in format `"text"` and in templates. `"auto"`: on a terminal that has
   * colours, unless `NO_COLOR` is set, and with `FORCE_COLOR` on standard output and standard error, whatever
   * reads them. `true`: there in any case. Neither colours files and sockets: that does the `color` of an entry
   * of `backend`. Default `"auto"`.
   */
  readonly color?: Color | undefined;
  /**
   * Fields of every record. A record's own field of the same name beats them, and so does one of its
   * logger or its context.
   */
  readonly fields?: Fields | undefined;
  /**
   * What is never written: paths such as `password`, `req.headers.authorization`, `*.token`, and
   * `**.secret` for that key at any depth. If redaction itself fails, the field is withheld.
   */
  readonly redact?: Redact | undefined;
  /**
   * What stands for a field's value, by the field's name: `{ req: (req) => ({ url: req.url }) }`.
   * `fastlog/serializers` has some. What is given replaces all that were given before.
   */
  readonly serializers?: Serializers | undefined;
  /**
   * Names this process or worker in its lines. Default `main`; in a worker thread the name that it was given
   * (Node 22.20 and 24.6 or later), else `worker-<threadId>`. Workers do not inherit it. `LOG_TAG` wins.
   */
  readonly tag?: string | undefined;
  /**
   * Where records go: a URL (`stdout`, `stderr`, `file:///var/log/app.log?mode=0640`,
   * `tcp://127.0.0.1:5140`, …), a backend, `{ backend, fallback, filter, format, color, buffer, overflow, flushAfter }`,
   * or a list of those. Default `stdout`. `LOG_BACKEND` wins; a backend that was made for nothing is then closed.
   */
  readonly backend?: BackendOption | undefined;
  /**
   * A record of this level or a more severe one is with the operating system when its call returns.
   * Default `fatal`. `trace` makes every record so, for a `write(2)` each.
   */
  readonly flushOn?: Level | undefined;
  /**
   * How long a record waits for others at the most, in milliseconds, 0 to 60,000: what was logged goes to the
   * backend at the end of the turn of the event loop if nothing did for that long, else that long after the
   * last time. 0: at the end of each turn. A loop that does not turn delays both. Default 1; 0 for standard
   * output and standard error, so that records stay in order with what `console.log` writes. Of several
   * backends the shortest one holds for all.
   */
  readonly flushAfter?: number | undefined;
  /** The longest record in bytes, 1,024 to 16,777,216. Longer ones are cut, visibly. Default 65,536. */
  readonly maxRecord?: number | undefined;
  /** How many objects inside objects are written, 1 to 64. Deeper ones are named. Default 8. */
  readonly maxDepth?: number | undefined;
  /** How many members of one object or array are written, 1 to 65,536. Default 128. */
  readonly maxBreadth?: number | undefined;
  /**
   * What may wait in memory for a backend, in bytes. Default 4,194,304; 33,554,432 for sockets with
   * `delivery=at-least-once`.
   */
  readonly buffer?: number | undefined;
  /**
   * What happens where that is full: `drop-newest`, `drop-oldest`, or `block`, for descriptors only.
   * Default `block` for descriptors, `drop-newest` for sockets.
   */
  readonly overflow?: Overflow | undefined;
  /**
   * How long the process may take at its end to deliver what a socket has not taken yet, in
   * milliseconds, 0 to 60,000. Default 1,000.
   */
  readonly exitTimeout?: number | undefined;
  /**
   * Told of everything that goes wrong with a backend, as often as it does. Default a line on stderr for
   * each kind of trouble and minute. It must not log: it is called while that is what does not work.
   */
  readonly onBackendError?: ((trouble: Trouble) => void) | undefined;
  /**
   * Whether SIGTERM, SIGINT and SIGHUP first write what was logged and then end the process as they
   * would have; or which signals do, and which ones have log files opened again:
   * `{ reopen: ["SIGHUP"] }`. Where the application listens to a signal itself, it decides about the end,
   * and by SIGHUP files are opened again. In a worker thread it does nothing: signals reach the main
   * thread only, which sees to the others. Default `false`.
   */
  readonly signals?: boolean | SignalOptions | undefined;
  /**
   * Whether this thread is on its own: `setFilter()` and `reopen()` of other threads do not reach it, and
   * its own reach nobody else. Default `false`.
   */
  readonly isolated?: boolean | undefined;
}

/** Options with their defaults, and the format compiled. */
export interface Settings {
  readonly format: CompiledFormat;
  readonly color: Color;
  readonly refinement: Refinement;
  /** The fields of every record. */
  readonly base: Scope | undefined;
  readonly identity: Identity;
  readonly flushOn: Level;
  readonly maxRecord: number;
  /** This one and the next two: `undefined` leaves it to the backend. */
  readonly flushAfter: number | undefined;
  readonly buffer: number | undefined;
  readonly overflow: Overflow | undefined;
  readonly exitTimeout: number;
}

/** The environment variables that are read, once, when fastlog is loaded. */
export interface Environment {
  readonly LOG?: string | undefined;
  readonly LOG_BACKEND?: string | undefined;
  readonly LOG_FORMAT?: string | undefined;
  readonly LOG_TAG?: string | undefined;
  /** It is not read, and that is said. */
  readonly LOG_LEVEL?: string | undefined;
}

export const DEFAULT_FILTER: Level = "info";
const DEFAULT_MAX_RECORD = 65_536;
export const DEFAULT_EXIT_TIMEOUT = 1000;

const MIN_MAX_RECORD = 1024;
const MAX_MAX_RECORD = 16_777_216;
const MAX_BUFFER = 2 ** 40;
const MAX_EXIT_TIMEOUT = 60_000;
const MAX_DEPTH = 64;
const MAX_BREADTH = 65_536;

/** Checks one option's value; throws where it cannot be used. */
type Check = (value: unknown, name: string) => void;

const CHECKS: Readonly<Record<keyof Options, Check>> = {
  filter: isString,
  format: (value) => void formatOf(value),
  color: checkColor,
  fields: isFieldsOption,
  redact: checkRedact,
  serializers: isSerializers,
  tag: isTag,
  backend: checkBackendOption,
  flushOn: (value, name) => {
    if (!isLevel(value)) {
      throw unusable(name, value, "expected fatal, error, warn, info, debug or trace");
    }
  },
  flushAfter: checkFlushAfter,
  maxRecord: (value, name) => isInteger(value, name, MIN_MAX_RECORD, MAX_MAX_RECORD),
  maxDepth: (value, name) => isInteger(value, name, 1, MAX_DEPTH),
  maxBreadth: (value, name) => isInteger(value, name, 1, MAX_BREADTH),
  buffer: (value, name) => isInteger(value, name, 0, MAX_BUFFER),
  overflow: checkOverflow,
  exitTimeout: (value, name) => isInteger(value, name, 0, MAX_EXIT_TIMEOUT),
  onBackendError: (value, name) => {
    if (typeof value !== "function") throw unusable(name, value, "expected a function");
  },
  signals: checkSignals,
  isolated: (value, name) => {
    if (typeof value !== "boolean") throw unusable(name, value, "expected true or false");
  },
};

/**
 * The options with whatever is `undefined` left out. Throws `ERR_FASTLOG_INVALID_OPTION` for one
 * that is unknown or has an unusable value.
 */
export function checkOptions(options: unknown): Options {
  if (typeof options !== "object" || options === null || Array.isArray(options)) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid options ${show(options)} (expected an object)`,
    );
  }
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  for (const [name, value] of given) {
    if (!Object.hasOwn(CHECKS, name)) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `unknown option ${show(name)} (expected ${Object.keys(CHECKS).join(", ")})${optionMeant(name, Object.keys(CHECKS))}`,
      );
    }
    CHECKS[name as keyof Options](value, name);
  }
  return ownOptions(Object.fromEntries(given));
}

/** The settings that checked options make. */
export function settingsOf(given: Options): Settings {
  const options = ownOptions<Options>(given);
  // Asked for here and not imported, because most of what imports fastlog has yet to log.
  const { hostname } = process.getBuiltinModule("node:os");
  const { threadId } = process.getBuiltinModule("node:worker_threads");
  const maxRecord = options.maxRecord ?? DEFAULT_MAX_RECORD;
  const limits = {
    maxDepth: options.maxDepth ?? DEFAULT_LIMITS.maxDepth,
    maxBreadth: options.maxBreadth ?? DEFAULT_LIMITS.maxBreadth,
    maxLength: maxRecord,
  };
  const redaction = redactionOf(options.redact);
  const refinement = new Refinement(limits, redaction, options.serializers);
  const fields = takeFields((options.fields ?? {}) as AnyFields, refinement);
  return {
    format: formatOf(options.format ?? "text"),
    color: options.color ?? "auto",
    refinement,
    base: Object.keys(fields).length === 0 ? undefined : new Scope(fields),
    identity: {
      pid: process.pid,
      thread: threadId,
      host: hostname(),
      tag: options.tag ?? threadTag(),
    },
    flushOn: options.flushOn ?? "fatal",
    maxRecord,
    flushAfter: options.flushAfter,
    buffer: options.buffer,
    overflow: options.overflow,
    exitTimeout: options.exitTimeout ?? DEFAULT_EXIT_TIMEOUT,
  };
}

/** Without paths there is no redaction, and nothing that has to be careful because of it. */
function redactionOf(redact: Redact | undefined): Members | undefined {
  if (redact === undefined) return undefined;
  const paths = isPaths(redact) ? redact : redact.paths;
  return paths.length === 0 ? undefined : compileRedaction(redact);
}

/**
 * What the environment decides, but the filter, which is read on its own because a bad directive
 * does not spoil the others. What cannot be used is reported and left out.
 */
export function environmentOptions(
  environment: Environment,
  report: (variable: string, message: string) => void,
): Options {
  // A template is known by its braces.
  const format = environment.LOG_FORMAT?.includes("{")
    ? { template: environment.LOG_FORMAT }
    : environment.LOG_FORMAT;
  const options = ownOptions<Record<string, unknown>>();
  const take = (variable: string, name: "format" | "tag" | "backend", value: unknown) => {
    if (value === undefined || value === "") return;
    try {
      CHECKS[name](value, name);
      options[name] = value;
    } catch (error) {
      report(variable, (error as Error).message);
    }
  };
  take("LOG_FORMAT", "format", format);
  take("LOG_TAG", "tag", environment.LOG_TAG);
  take("LOG_BACKEND", "backend", backendsOf(environment.LOG_BACKEND));
  return options;
}

/** Several URLs may stand there, with blanks between them: no URL has any. */
function backendsOf(list: string | undefined): string | string[] | undefined {
  const urls = list?.trim().split(/\s+/) ?? [];
  return urls.length > 1 ? urls : urls[0];
}

function isString(value: unknown, name: string): void {
  if (typeof value !== "string") throw unusable(name, value, "expected a string");
}

function isTag(value: unknown, name: string): void {
  isString(value, name);
  if (!isUsableTag(value as string)) {
    throw unusable(name, value, `expected at most ${MAX_TAG} bytes`);
  }
}

function isInteger(value: unknown, name: string, least: number, most: number): void {
  if (!Number.isInteger(value) || (value as number) < least || (value as number) > most) {
    throw unusable(name, value, `expected a whole number from ${least} to ${most}`);
  }
}

function isFieldsOption(value: unknown, name: string): void {
  if (!isFields(value)) throw unusable(name, value, "expected an object of fields");
}

function isSerializers(value: unknown, name: string): void {
  if (!isFields(value)) throw unusable(name, value, "expected an object of functions");
  const wrong = Object.entries(value).find(([, serializer]) => typeof serializer !== "function");
  if (wrong !== undefined) throw unusable(`${name}.${wrong[0]}`, wrong[1], "expected a function");
}
