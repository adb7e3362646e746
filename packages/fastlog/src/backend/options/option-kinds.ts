import { backendOptionMeant, quantityMeant } from "../../diagnostics/option-suggestions.ts";
import { show } from "../../diagnostics/show.ts";
import { FastlogError } from "../../errors.ts";
import { ownOptions } from "../../own-members.ts";

/** A kind of option, as a URL parameter and as a value of a program. */
export interface Kind<T> {
  readonly expected: string;
  /** Description as a value, if it differs from that of a URL parameter. */
  readonly expectedValue?: string | undefined;
  /** A value is not shown in errors, because it is probably a secret. */
  readonly isSecret?: boolean;
  /** Returns `undefined` for invalid text. */
  parse(text: string): T | undefined;
  accepts(value: unknown): boolean;
}

/** The options of a backend, by name. */
export type Kinds = Readonly<Record<string, Kind<unknown>>>;

const BYTE_UNITS: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
};
const TIME_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A size: `65536`, `64kb`, `4mb`. */
export function bytes(least: number, most: number): Kind<number> {
  return measured(BYTE_UNITS, "b", least, most, `a size from ${least} to ${most} bytes`, SIZES);
}

/** A whole number. */
export function integer(least: number, most: number): Kind<number> {
  return quantity({}, "", least, most, `a whole number from ${least} to ${most}`);
}

/** A time: `500`, `500ms`, `30s`, `2m`. */
export function duration(least: number, most: number): Kind<number> {
  return measured(TIME_UNITS, "ms", least, most, `a time from ${least} to ${most} ms`, TIMES);
}

/** Examples for error messages, of which the valid ones are shown. */
const SIZES = ["64kb"];
const TIMES = ["500ms", "30s", "1h", "1d"];
const MOST_EXAMPLES = 2;

/** A quantity with units in URLs, and a plain number in programs. */
function measured(
  units: Readonly<Record<string, number>>,
  unit: string,
  least: number,
  most: number,
  expected: string,
  examples: readonly string[],
): Kind<number> {
  const kind = quantity(units, unit, least, most, expected);
  const fitting = examples.filter((text) => kind.parse(text) !== undefined);
  const [example = String(least)] = fitting;
  return {
    ...kind,
    expected: `${expected}, such as ${fitting.slice(0, MOST_EXAMPLES).join(" or ") || least}`,
    expectedValue: `${expected} as a number, such as ${kind.parse(example)}`,
  };
}

function quantity(
  units: Readonly<Record<string, number>>,
  unit: string,
  least: number,
  most: number,
  expected: string,
): Kind<number> {
  const accepts = (value: unknown) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
  return {
    expected,
    accepts,
    parse(text) {
      const [, digits, suffix = unit] = /^(\d+)([a-z]*)$/i.exec(text) ?? [];
      const name = (suffix || unit).toLowerCase();
      const factor = name === "" ? 1 : Object.hasOwn(units, name) ? units[name] : undefined;
      const value = Number(digits) * (factor ?? Number.NaN);
      return accepts(value) ? value : undefined;
    },
  };
}

/** One of several words. */
export function choice<T extends string>(...words: readonly T[]): Kind<T> {
  const accepts = (value: unknown) => words.includes(value as T);
  return {
    expected: words.join(" or "),
    accepts,
    parse: (text) => (accepts(text) ? (text as T) : undefined),
  };
}

export const flag: Kind<boolean> = {
  expected: "true or false",
  accepts: (value) => typeof value === "boolean",
  parse: (text) => (text === "true" ? true : text === "false" ? false : undefined),
};

export const text: Kind<string> = {
  expected: "a text that is not empty",
  accepts: (value) => typeof value === "string" && value !== "",
  parse: (value) => (value === "" ? undefined : value),
};

/** File permissions: `0640`. */
export function fileMode(): Kind<number> {
  return {
    expected: "three octal digits such as 0640",
    expectedValue: "three octal digits such as 0o640",
    accepts: (value) =>
      Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0o777,
    parse: (value) => (/^0?[0-7]{3}$/.test(value) ? Number.parseInt(value, 8) : undefined),
  };
}

/** Parses the parameters of a URL. Throws `ERR_FASTLOG_INVALID_BACKEND`. */
export function parseParameters<T extends object>(
  url: string,
  parameters: URLSearchParams,
  kinds: Kinds,
): T {
  const options = ownOptions<Record<string, unknown>>();
  for (const [name, value] of parameters) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      const known = Object.keys(kinds).join(", ");
      const meant = backendOptionMeant(name, Object.keys(kinds));
      throw invalidBackend(url, `unknown option "${name}" (expected ${known})${meant}`);
    }
    const parsed = kind.parse(value);
    if (parsed === undefined) {
      const meant = quantityMeant(value, (text) => kind.parse(text));
      throw invalidBackend(
        url,
        `invalid ${name}${kind.isSecret ? "" : ` "${value}"`} (expected ${kind.expected})${meant}`,
      );
    }
    options[name] = parsed;
  }
  return options as T;
}

/** Checks options that a program passes to a factory. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkGiven(factory: string, options: object, kinds: Kinds): void {
  checkObject(factory, options);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `unknown option ${show(name)} of ${factory}() (expected ${Object.keys(kinds).join(", ")})${backendOptionMeant(name, Object.keys(kinds))}`,
      );
    }
    if (!kind.accepts(value)) {
      throw new FastlogError(
        "ERR_FASTLOG_INVALID_OPTION",
        `invalid option ${name}${kind.isSecret ? "" : `=${show(value)}`} of ${factory}(): ` +
          `expected ${kind.expectedValue ?? kind.expected}${meaning(kind, value)}`,
      );
    }
  }
}

/** Checks that the options of a factory are an object. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkObject(factory: string, options: unknown): asserts options is object {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid options ${show(options)} of ${factory}() (expected an object)`,
  );
}

/** A hint with the value that a text would have in a URL. */
function meaning(kind: Kind<unknown>, value: unknown): string {
  const parsed = typeof value === "string" ? kind.parse(value) : undefined;
  return parsed === undefined ? "" : ` (${show(value)} is ${show(parsed)})`;
}

/** The URL is shown without its parameter with headers of requests, which usually have a key. */
export function invalidBackend(url: string, reason: string, cause?: unknown): FastlogError {
  const shown = url.replace(/([?&]headers=)[^&]*/g, "$1[Redacted]");
  return new FastlogError(
    "ERR_FASTLOG_INVALID_BACKEND",
    `invalid backend ${JSON.stringify(shown)}: ${reason}`,
    cause === undefined ? undefined : { cause },
  );
}
