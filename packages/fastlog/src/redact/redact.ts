import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { ownOptions } from "../own-members.ts";
import type { Censor, Members } from "./members.ts";
import { parsePath, type RedactPath } from "./path.ts";
import { Redaction } from "./redaction.ts";
import { REMOVED } from "./removed.ts";

/**
 * Fields that must not reach the log: paths, alone or with a replacement of their values. The paths are those of
 * pino:
 *
 * - `password`, `req.headers.authorization`: a key at the root or in nested objects;
 * - `headers["x-api-key"]`, `["a.b"]`: a key with any characters;
 * - `*.token`, `users[*].email`, `a.*.b`, `secrets.*`: `*` matches any key or index;
 *
 * and one that pino lacks: `**.password` matches the key at any depth.
 *
 * A matching value is redacted as a whole, whatever its type. Matching ignores case. A key with dots
 * (`"req.headers.authorization"`) matches the path that it spells.
 */
export type Redact = readonly string[] | RedactOptions;

/** Paths of the fields to redact, and the replacement of their values. */
export interface RedactOptions {
  readonly paths: readonly string[];
  /**
   * Replacement of a redacted value, or a function that gets the value and the keys that lead to it and returns the
   * replacement. Default `"[Redacted]"`.
   */
  readonly censor?:
    | string
    | number
    | boolean
    | null
    | ((value: unknown, path: string[]) => unknown)
    | undefined;
  /** Whether to leave out the fields and their keys. `censor` has no effect then. Default `false`. */
  readonly remove?: boolean | undefined;
}

/** Throws `ERR_FASTLOG_INVALID_OPTION` if the value is not a {@link Redact}. */
export function checkRedact(value: unknown): void {
  parseRedact(value);
}

/** Compiles the option into a redaction of a record's fields. */
export function compileRedaction(option: Redact): Members {
  const { paths, censor } = parseRedact(option);
  return new Redaction(paths, censor).root;
}

/** Whether the option is only a list of paths. */
export function isPaths(option: Redact): option is readonly string[] {
  return Array.isArray(option);
}

interface ParsedRedact {
  readonly paths: readonly RedactPath[];
  readonly censor: Censor;
}

const PROPERTIES: readonly string[] = ["paths", "censor", "remove"];

function parseRedact(option: unknown): ParsedRedact {
  if (typeof option !== "object" || option === null) {
    const meant = typeof option === "string" ? `; did you mean [${show(option)}]?` : "";
    throw invalidOption(
      "",
      option,
      `expected an array of paths or { paths, censor, remove }${meant}`,
    );
  }
  const properties = Array.isArray(option) ? { paths: option } : option;
  for (const name of Object.keys(properties)) {
    if (PROPERTIES.includes(name)) continue;
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `invalid option redact: unknown property ${show(name)} (expected ${PROPERTIES.join(", ")})`,
    );
  }
  const { paths, censor, remove } =
    ownOptions<{ [name in keyof RedactOptions]?: unknown }>(properties);
  if (!Array.isArray(paths)) throw invalidOption(".paths", paths, "expected an array of paths");
  if (remove !== undefined && typeof remove !== "boolean") {
    throw invalidOption(".remove", remove, "expected true or false");
  }
  const replacing = censorOf(censor);
  return {
    paths: Array.from(paths, (path: unknown, index) => {
      if (typeof path !== "string")
        throw invalidOption(`.paths[${index}]`, path, "expected a string");
      return parsePath(path);
    }),
    censor: remove ? constant(REMOVED) : replacing,
  };
}

function censorOf(censor: unknown = "[Redacted]"): Censor {
  if (typeof censor === "function") {
    return {
      needsValue: true,
      // The function may keep or change the array, so it gets a new one each time.
      replace: (value, path) => censor(value, [...path]),
    };
  }
  if (censor === null || ["string", "number", "boolean"].includes(typeof censor)) {
    return constant(censor);
  }
  throw invalidOption(
    ".censor",
    censor,
    "expected a string, a number, a boolean, null or a function",
  );
}

function constant(value: unknown): Censor {
  return { needsValue: false, replace: () => value };
}

function invalidOption(property: string, value: unknown, expected: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option redact${property}=${show(value)}: ${expected}`,
  );
}
