import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";

/** In characters. A longer name is no permanent one of a program. */
const MAX_NAME = 256;

/** Characters that a directive of the filter cannot spell in a name, and the one that ends a pattern. */
const UNSPEAKABLE = /[\s,=*\p{Cc}]/u;

/** Returns the name of a tracepoint. Throws `ERR_FASTLOG_INVALID_TARGET` for one that a filter could not name. */
export function checkName(name: unknown): string {
  if (isName(name)) return name;
  throw invalidName(
    "tracepoint",
    name,
    `a name such as "db::query", of up to ${MAX_NAME} characters`,
  );
}

/** Returns the name or pattern that something is attached by. Throws `ERR_FASTLOG_INVALID_TARGET`. */
export function checkPattern(pattern: unknown): string {
  if (isName(pattern) || pattern === "*") return pattern;
  if (typeof pattern === "string" && pattern.endsWith("::*") && isName(pattern.slice(0, -3))) {
    return pattern;
  }
  throw invalidName("name to attach to", pattern, 'a name such as "db::query", "db::*" or "*"');
}

/** Whether a pattern is that of a name: the name itself, `*`, or `db::*` for all that begins with `db::`. */
export function matches(pattern: string, name: string): boolean {
  return pattern === name || (pattern.endsWith("*") && name.startsWith(pattern.slice(0, -1)));
}

/** A name of any text, such as the description of a symbol. */
export function nameOf(text: string): string {
  const name = text.replaceAll(new RegExp(UNSPEAKABLE, "gu"), "_").slice(0, MAX_NAME);
  return name === "" ? "anonymous" : name;
}

function isName(name: unknown): name is string {
  return (
    typeof name === "string" && name !== "" && name.length <= MAX_NAME && !UNSPEAKABLE.test(name)
  );
}

function invalidName(what: string, name: unknown, expected: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_TARGET",
    `invalid ${what} ${show(name)} (expected ${expected}, without whitespace, "," and "=")`,
  );
}
