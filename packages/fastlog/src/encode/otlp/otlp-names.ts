/** Names of the attributes that the format itself writes. A field of such a name gets a trailing `_`. */
export const TARGET = "log.target";
export const TRUNCATED = "truncated";
export const FILE = "code.file.path";
export const LINE = "code.line.number";
export const EXCEPTION_TYPE = "exception.type";
export const EXCEPTION_MESSAGE = "exception.message";
export const EXCEPTION_STACK = "exception.stacktrace";

const OWN_NAMES: ReadonlySet<string> = new Set([
  TARGET,
  TRUNCATED,
  FILE,
  LINE,
  EXCEPTION_TYPE,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACK,
]);

/** The key of an attribute: none of the format's own, not empty, and of valid Unicode. */
export function attributeName(source: string): string {
  return source === "" || OWN_NAMES.has(source) ? `${source}_` : source.toWellFormed();
}

/** In characters: a longer path of a source file is cut, to leave room in a short record. */
export const MOST_PATH = 200;
