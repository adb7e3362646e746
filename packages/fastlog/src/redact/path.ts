import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";

/** Wildcard step: leads to every member. */
export const EVERY: unique symbol = Symbol("every");

/** One step of a path: the name of a member, or the wildcard. */
export type Step = string | typeof EVERY;

/** A parsed path: its steps from the root, or the name that it matches at any depth. */
export type RedactPath =
  | { readonly kind: "steps"; readonly steps: readonly Step[] }
  | { readonly kind: "anyDepth"; readonly name: string };

/**
 * Matches one name and its separator: in brackets (group 1: all inside, 2 and 3: inside the quotes) or without (group
 * 4). A name without brackets can be empty, which the parser refuses.
 */
const NAME = /(?:^|(?!^)\.|(?=\[))(?:\[("([^"]*)"|'([^']*)'|[^[\]]*)\]|([^.[\]]*))/gy;

/** Matches characters that make a name without quotes look like a mistake. */
const DOUBTFUL = /^$|^\s|\s$|["'`,*]/;

/**
 * Parses a path such as `req.headers["x-api-key"]`, `users[*].email` or `**.password`, as
 * `@pinojs/redact` 0.4 understands it: quotes let a name hold any character, but `*` stands for every
 * name with quotes as well.
 *
 * Beyond that library there is `**`. The library accepts `a.`, `pass*`, `a[0]b` and `a["b]`; this parser refuses
 * them, because they are probably mistakes, and a path that never matches leaves a secret in the log. Commas and `..`,
 * which the library refuses, are allowed in quotes.
 */
export function parsePath(path: string): RedactPath {
  const names: string[] = [];
  let end = 0;
  for (const match of path.matchAll(NAME)) {
    const [text, bracketed, doubleQuoted, singleQuoted, bare = ""] = match;
    end += text.length;
    const nameEnd = bracketed === undefined ? end : end - 1;
    names.push(doubleQuoted ?? singleQuoted ?? checkBare(path, nameEnd, bracketed ?? bare));
  }
  if (end < path.length) throw invalid(path, `${at(path, end)}, expected "." or "["`);

  const anyDepth = names.indexOf("**");
  if (anyDepth < 0) {
    return { kind: "steps", steps: names.map((name) => (name === "*" ? EVERY : name)) };
  }
  const [, name] = names;
  if (anyDepth > 0 || names.length !== 2 || name === undefined || /^\*\*?$/.test(name)) {
    throw invalid(path, '"**" stands before a single name only, as in "**.password"');
  }
  return { kind: "anyDepth", name };
}

/** Checks a name without quotes, which ends at the index: throws if it needs quotes. */
function checkBare(path: string, end: number, name: string): string {
  if (name === "*" || name === "**" || !DOUBTFUL.test(name)) return name;
  if (name === "") {
    if (path[end] === "[") throw invalid(path, `${at(path, end)} without its "]"`);
    throw invalid(path, `a name is missing at character ${end + 1}`);
  }
  const quoted = "in brackets and quotes it may hold any character";
  if (name.includes(",")) throw invalid(path, `each path is a string of its own (${quoted})`);
  if (name.includes("*")) {
    throw invalid(path, `"*" stands for a whole name, not inside ${show(name)} (${quoted})`);
  }
  throw invalid(path, `unexpected quote or space in the name ${show(name)} (${quoted})`);
}

function at(path: string, index: number): string {
  return `unexpected ${show(path[index])} at character ${index + 1}`;
}

function invalid(path: string, reason: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option redact: path ${show(path)}: ${reason}`,
  );
}
