import { bytes, duration } from "../backend/options/option-kinds.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import type { Filter } from "../filter/filter.ts";
import { strictFilter } from "../filter/filter-option.ts";
import { exactLevelNumber, levelNames, type RecordLevel } from "../level.ts";
import { ownOptions } from "../own-members.ts";
import { checkBoxFile } from "./black-box-option.ts";

/** Signals that are meant for a program's own use. */
const SIGNALS = ["SIGUSR1", "SIGUSR2"] as const;

/** A reason to write the kept records: a record of that level or above, an uncaught exception, or a signal. */
export type RecorderTrigger = RecordLevel | "uncaught" | "SIGUSR1" | "SIGUSR2";

/** Options of the recorder, which keeps the last records that the log does not get. */
export interface RecorderOptions {
  /**
   * The most verbose level that is kept, or a filter in the language of `LOG`, without a pattern and limits:
   * `"info,dep1=trace"`. Default `trace`.
   */
  readonly level?: RecordLevel | (string & {}) | undefined;
  /**
   * Memory of each thread for kept records, in bytes from 131,072 to 1,073,741,824, or as text: `"4mb"`. The oldest make
   * room for new ones. The memory is taken as it is needed, with half as much for an index. It also bounds the records that
   * all requests of `withContext(…, { recorder })` keep together. Default 4,194,304.
   */
  readonly bytes?: number | string | undefined;
  /**
   * When the kept records are written: before a logged record of this level or above, after an exception or a rejection that
   * nobody handles (`"uncaught"`), and at the signals `"SIGUSR1"` and `"SIGUSR2"`, which the main thread passes on to all
   * others. Default `["error", "uncaught"]`.
   */
  readonly on?: readonly RecorderTrigger[] | undefined;
  /**
   * How long, after the kept records were written, new ones are logged at once instead of being kept: in milliseconds from 0
   * to 86,400,000, or as text. Default 30,000.
   */
  readonly for?: number | string | undefined;
  /**
   * A file to keep the records in, so that they outlive a process that is killed: the black box, which `fastlog recover`
   * reads. `{pid}` and `{thread}` in the path are replaced; without `{thread}`, workers append `.` and their number. It is
   * made with the mode 0600, must not exist, and is removed when the process ends normally. Choose a file system in memory,
   * such as `/dev/shm`. With the package `koffi` no record is lost; without it, those of the last turn are. Default none.
   */
  readonly file?: string | undefined;
}

/** The option `recorder`: whether there is one, its level, or all its options. */
export type RecorderOption = boolean | RecordLevel | (string & {}) | RecorderOptions;

/** The option with defaults applied. */
export interface RecorderPlan {
  readonly filter: Filter;
  readonly bytes: number;
  /** Lowest level of a record that the kept ones are written for; `undefined` for none. */
  readonly level: number | undefined;
  readonly isOnUncaught: boolean;
  readonly signals: readonly NodeJS.Signals[];
  /** In milliseconds. */
  readonly time: number;
  readonly file: string | undefined;
}

const OPTIONS = ["level", "bytes", "on", "for", "file"];
const BYTES = bytes(131_072, 1_073_741_824);
const TIME = duration(0, 86_400_000);
const DEFAULT_BYTES = 4_194_304;
const DEFAULT_TIME = 30_000;
const DEFAULT_ON: readonly RecorderTrigger[] = ["error", "uncaught"];

/** Checks the option `recorder`. Throws `ERR_FASTLOG_INVALID_OPTION`, or `ERR_FASTLOG_INVALID_FILTER` for its level. */
export function checkRecorder(value: unknown, name: string): void {
  if (value !== false) planOf(value, name);
}

/** The plan of a checked option; `undefined` without a recorder. */
export function recorderPlan(option: RecorderOption | undefined): RecorderPlan | undefined {
  return option === undefined || option === false ? undefined : planOf(option, "recorder");
}

/** The plan for the rings of requests, without a recorder. */
export function defaultPlan(): RecorderPlan {
  return planOf(true, "recorder");
}

/** The option that a value of `LOG_RECORDER` means. Throws as {@link checkRecorder}. */
export function recorderOption(value: string): RecorderOption {
  if (value === "1" || value === "0") return value === "1";
  const meant = MEANT.get(value.toLowerCase());
  if (meant !== undefined) {
    const expected = `expected 1, 0, or a level such as trace; did you mean ${meant}?`;
    throw invalidOption("LOG_RECORDER", value, expected);
  }
  checkRecorder(value, "LOG_RECORDER");
  return value;
}

/**
 * The option that `LOG_RECORDER_FILE` and `LOG_RECORDER` mean together; `recorder` is that of the latter, which may be
 * `false`.
 */
export function recorderWithFile(recorder: unknown, file: string): RecorderOption {
  checkBoxFile(file, "LOG_RECORDER_FILE");
  if (recorder === false) return false;
  return typeof recorder === "string" ? { level: recorder, file } : { file };
}

/** Words that a filter would take for names of targets. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ["on", "1"],
  ["yes", "1"],
  ["true", "1"],
  ["off", "0"],
  ["no", "0"],
  ["false", "0"],
]);

function planOf(value: unknown, name: string): RecorderPlan {
  if (value !== true && typeof value !== "string" && !isFields(value)) {
    throw invalidOption(name, value, 'expected true, false, a level, or { level: "trace" }');
  }
  const given: object =
    value === true ? {} : typeof value === "string" ? { level: value } : (value as object);
  const options = ownOptions<Partial<Record<keyof RecorderOptions, unknown>>>(given);
  const unknown = Object.keys(options).find((option) => !OPTIONS.includes(option));
  if (unknown !== undefined) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `unknown option ${show(unknown)} in ${name} (expected ${OPTIONS.join(", ")})${nearName(unknown, OPTIONS)}`,
    );
  }
  const { level = "trace", on = DEFAULT_ON } = options;
  const triggers = triggersOf(on, `${name}.on`);
  const { file } = options;
  if (file !== undefined) checkBoxFile(file, `${name}.file`);
  const levels = triggers.flatMap((trigger) => exactLevelNumber(trigger) ?? []);
  return {
    filter: keptFilter(level, value === true || typeof value === "string" ? name : `${name}.level`),
    bytes: sizeOf(options.bytes ?? DEFAULT_BYTES, `${name}.bytes`, BYTES),
    level: levels.length === 0 ? undefined : Math.min(...levels),
    isOnUncaught: triggers.includes("uncaught"),
    signals: SIGNALS.filter((signal) => triggers.includes(signal)),
    time: sizeOf(options.for ?? DEFAULT_TIME, `${name}.for`, TIME),
    file,
  };
}

/** A filter that opens gates: `name` is that of the option. */
export function keptFilter(spec: unknown, name: string): Filter {
  if (typeof spec !== "string" || spec.trim() === "") {
    throw invalidOption(
      name,
      spec,
      `expected a level or a filter, such as "trace" or "dep1=debug"`,
    );
  }
  const filter = strictFilter(spec);
  if (filter.pattern !== undefined || filter.hasLimits) {
    throw invalidOption(name, spec, "expected a filter without a pattern and limits");
  }
  return filter;
}

function triggersOf(on: unknown, name: string): readonly RecorderTrigger[] {
  if (!Array.isArray(on)) {
    throw invalidOption(name, on, 'expected a list, such as ["error", "uncaught"]');
  }
  for (const trigger of on) {
    if (trigger === "uncaught" || SIGNALS.includes(trigger)) continue;
    if (exactLevelNumber(trigger) !== undefined) continue;
    throw invalidOption(
      name,
      trigger,
      `expected a level (${levelNames()}), "uncaught", "SIGUSR1" or "SIGUSR2"${meant(trigger)}`,
    );
  }
  return on;
}

/** Signals whose listener would keep the process alive. */
function meant(trigger: unknown): string {
  const isSignal = typeof trigger === "string" && /^sig[a-z0-9]+$/i.test(trigger);
  if (!isSignal) return "";
  const upper = trigger.toUpperCase();
  const known = SIGNALS.find((signal) => signal === upper);
  return known === undefined
    ? "; other signals end the process, or the runtime has them"
    : `; did you mean "${known}"?`;
}

function sizeOf(value: unknown, name: string, kind: typeof BYTES): number {
  const number = typeof value === "string" ? kind.parse(value) : value;
  if (kind.accepts(number)) return number as number;
  throw invalidOption(name, value, `expected ${kind.expected}`);
}

/** Bytes of the ring of a request: 8,192 to 16,777,216. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function ringBytes(value: unknown, name: string): number {
  return sizeOf(value, name, RING_BYTES);
}

const RING_BYTES = bytes(8192, 16_777_216);
