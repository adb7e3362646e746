import { types } from "node:util";
import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { ownOptions } from "../own-members.ts";
import type { Censor, Members } from "./members.ts";
import { parsePath, type RedactPath } from "./path.ts";
import { Redaction } from "./redaction.ts";
import { REMOVED } from "./removed.ts";
import { customPattern } from "./secret/custom.ts";
import { SECRET_NAMES, type SecretName } from "./secret/names.ts";
import { type Replace, TextMask } from "./text-mask.ts";

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

/** A kind of secrets by its name, or a regular expression of the program's own. */
export type RedactPattern = SecretName | RegExp;

/** Paths of the fields to redact, patterns of the secrets to mask in texts, and their replacement. */
export interface RedactOptions {
  /** Default none. */
  readonly paths?: readonly string[] | undefined;
  /**
   * Secrets that are masked wherever a text contains them: in messages, values, keys, and messages and stacks of
   * errors. Default none.
   *
   * Regular expressions are those of RE2, which takes time linear in the length of the text: look-around and
   * backreferences are not supported, nor the flags `v` and `y`. Only for `configure`, not for children.
   */
  readonly patterns?: readonly RedactPattern[] | undefined;
  /**
   * Replacement of a redacted value, or a function that gets the value and the keys that lead to it and returns the
   * replacement. Default `"[Redacted]"`.
   *
   * For a secret in a text, the function gets the secret, no keys, and the name of the pattern or the source of the
   * regular expression.
   */
  readonly censor?:
    | string
    | number
    | boolean
    | null
    | ((value: unknown, path: string[], pattern?: string) => unknown)
    | undefined;
  /** Whether to leave out the fields and their keys, and secrets in texts. `censor` has no effect then. Default `false`. */
  readonly remove?: boolean | undefined;
}

/** Throws `ERR_FASTLOG_INVALID_OPTION` if the value is not a {@link Redact}. */
export function checkRedact(value: unknown): void {
  parseRedact(value);
}

/** Compiles the paths of the option into a redaction of a record's fields. */
export function compileRedaction(option: Redact): Members {
  const { paths, censor } = parseRedact(option);
  return new Redaction(paths, censor).root;
}

/** Compiles the patterns of the option. `maxLength` is the most of a text that is ever written, in characters. */
export function compileMask(option: Redact, maxLength: number): TextMask | undefined {
  const { patterns, replacement } = parseRedact(option);
  return patterns.length === 0 ? undefined : new TextMask(patterns, replacement, maxLength);
}

/** Throws `ERR_FASTLOG_INVALID_OPTION` if the option of a child logger has patterns. */
export function checkChildRedact(option: Redact): void {
  const { patterns } = parseRedact(option);
  if (patterns.length === 0) return;
  throw invalidOption(".patterns", patterns, "expected none in a child: set them in configure()");
}

/** Whether the option is only a list of paths. */
export function isPaths(option: Redact): option is readonly string[] {
  return Array.isArray(option);
}

interface ParsedRedact {
  readonly paths: readonly RedactPath[];
  readonly censor: Censor;
  readonly patterns: readonly RedactPattern[];
  readonly replacement: string | Replace;
}

const PROPERTIES: readonly string[] = ["paths", "patterns", "censor", "remove"];

function parseRedact(option: unknown): ParsedRedact {
  if (typeof option !== "object" || option === null) {
    const meant = typeof option === "string" ? `; did you mean [${show(option)}]?` : "";
    throw invalidOption(
      "",
      option,
      `expected an array of paths or { paths, patterns, censor, remove }${meant}`,
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
  const given = ownOptions<{ [name in keyof RedactOptions]?: unknown }>(properties);
  const { patterns = [], censor, remove } = given;
  const paths = given.paths === undefined && given.patterns !== undefined ? [] : given.paths;
  if (!Array.isArray(paths)) throw invalidOption(".paths", paths, "expected an array of paths");
  if (!Array.isArray(patterns)) {
    throw invalidOption(
      ".patterns",
      patterns,
      "expected an array of names and regular expressions",
    );
  }
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
    patterns: Array.from(patterns, checkPattern),
    replacement: remove ? "" : replacementOf(censor),
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

/** Throws for an unknown name. Regular expressions are checked when they are compiled. */
function checkPattern(pattern: unknown, index: number): RedactPattern {
  const option = `.patterns[${index}]`;
  if (types.isRegExp(pattern)) {
    customPattern(pattern, `redact${option}`);
    return pattern;
  }
  const name = SECRET_NAMES.find((known) => known === pattern);
  if (name !== undefined) return name;
  const meant = typeof pattern === "string" ? nearName(pattern, SECRET_NAMES) : "";
  throw invalidOption(
    option,
    pattern,
    `expected a regular expression or one of ${SECRET_NAMES.join(", ")}${meant}`,
  );
}

function replacementOf(censor: unknown = "[Redacted]"): string | Replace {
  if (typeof censor !== "function") return String(censor);
  return (secret, pattern) => {
    const replacement: unknown = censor(secret, [], pattern);
    return replacement === undefined || replacement === null ? "" : String(replacement);
  };
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
