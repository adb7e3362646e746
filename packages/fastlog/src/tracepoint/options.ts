import type { Fields } from "../call/signatures.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { exactLevelNumber, LEVELS, levelNames, type RecordLevel } from "../level.ts";
import { ownOptions } from "../own-members.ts";
import type { Message } from "./point.ts";

/** Returns fields for the arguments of a call. */
export type FieldsFunction<Args extends readonly unknown[]> = (...args: Args) => Fields;

/** Options that tracepoints and instrumented functions have in common. */
export interface RecordOptions {
  /** Level of the records. Default `trace`. */
  readonly level?: RecordLevel | undefined;
  /**
   * Message of the records, a template that names fields: `"query {sql} took {ms} ms"`. Default: the name.
   */
  readonly message?: string | undefined;
}

/** Options of a tracepoint. */
export interface TracepointOptions<Source> extends RecordOptions {
  /**
   * Names of the arguments, or a function that returns fields for them; called only while somebody listens. Without it, a
   * call takes an object with fields.
   */
  readonly fields?: Source | undefined;
}

/** Options of `instrument`. Without `args` and `result`, nothing of a call is recorded that could be a secret. */
export interface InstrumentOptions<Args extends readonly unknown[], Result> extends RecordOptions {
  /**
   * Records the arguments: `true` records all of them, as the list `args`; or names for them; or a function that
   * returns fields for them. Default: nothing.
   */
  readonly args?: true | readonly string[] | FieldsFunction<Args> | undefined;
  /**
   * Records the value that the function returns, resolves to or, as a generator, ends with: `true` records all of it, as the
   * field `result`; or a function that returns fields for it. Default: nothing.
   */
  readonly result?: true | ((result: Result) => Fields) | undefined;
}

/** Where the fields of a call come from; `undefined` for none. */
export type Source = readonly string[] | FieldsFunction<never> | true | undefined;

/** Checked options. */
export interface Settings {
  readonly level: number;
  readonly message: Message;
  readonly source: Source;
  readonly result: true | ((result: never) => Fields) | undefined;
}

/** Most names of arguments. */
const MAX_NAMES = 64;

type Checks = Readonly<Record<string, (value: unknown, name: string) => void>>;

const RECORD_CHECKS: Checks = { level: checkLevel, message: checkMessage };
const TRACEPOINT_CHECKS: Checks = { fields: checkFields, ...RECORD_CHECKS };
const INSTRUMENT_CHECKS: Checks = { args: checkArgs, result: checkResult, ...RECORD_CHECKS };

/** Reads the second argument of `tracepoint`: options, names or a function. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function tracepointSettings(name: string, given: unknown): Settings {
  if (typeof given === "function" || Array.isArray(given)) {
    checkFields(given, "fields");
    return settingsOf(name, {}, copyOf(given as Source));
  }
  const options = checked<TracepointOptions<Source>>(given, TRACEPOINT_CHECKS, "tracepoint()");
  return settingsOf(name, options, copyOf(options.fields));
}

/** Reads the options of `instrument`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function instrumentSettings(name: string, given: unknown): Settings {
  const options = checked<InstrumentOptions<never, never>>(
    given,
    INSTRUMENT_CHECKS,
    "instrument()",
  );
  return { ...settingsOf(name, options, copyOf(options.args)), result: options.result };
}

function settingsOf(name: string, { level, message }: RecordOptions, source: Source): Settings {
  return {
    level: exactLevelNumber(level) ?? LEVELS.trace,
    message:
      message === undefined ? { text: name, isLiteral: true } : { text: message, isLiteral: false },
    source,
    result: undefined,
  };
}

function copyOf(source: Source): Source {
  return typeof source === "object" ? [...source] : source;
}

function checked<T extends object>(given: unknown, checks: Checks, of: string): Partial<T> {
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid options ${show(given)} of ${of} (expected an object)`,
    );
  }
  const names = Object.keys(checks);
  for (const [name, value] of Object.entries(given)) {
    if (!Object.hasOwn(checks, name)) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `unknown option ${show(name)} of ${of} (expected ${names.join(", ")})${nearName(name, names)}`,
      );
    }
    if (value !== undefined) checks[name]?.(value, name);
  }
  return ownOptions<T>(given as Partial<T>);
}

function checkLevel(value: unknown): void {
  if (exactLevelNumber(value) !== undefined) return;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_LEVEL",
    `unknown level ${show(value)} (expected ${levelNames()})`,
  );
}

function checkMessage(value: unknown, name: string): void {
  if (typeof value !== "string") throw invalidOption(name, value, "expected a text");
}

function checkFields(value: unknown, name: string): void {
  if (typeof value === "function" || areNames(value)) return;
  const expected = `expected up to ${MAX_NAMES} different names of arguments, or a function`;
  throw invalidOption(name, value, expected);
}

function checkArgs(value: unknown, name: string): void {
  if (value === true || typeof value === "function" || areNames(value)) return;
  const expected = `expected true, up to ${MAX_NAMES} different names, or a function`;
  throw invalidOption(name, value, expected);
}

function checkResult(value: unknown, name: string): void {
  if (value === true || typeof value === "function") return;
  throw invalidOption(name, value, "expected true or a function");
}

function areNames(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length <= MAX_NAMES &&
    new Set(value).size === value.length &&
    value.every((name) => typeof name === "string" && name !== "" && name !== "__proto__")
  );
}
