import { suggestLevel } from "../diagnostics/suggest.ts";
import type { LevelFilter } from "../level.ts";
import { quote } from "./quote.ts";
import { rangeLike } from "./range.ts";

/** A valid directive as the user wrote it. */
export interface Written {
  readonly text: string;
  /** Target of the directive; `undefined` if the directive is only a level. */
  readonly name: string | undefined;
  /** Text after the `=`; `undefined` without a `=`. */
  readonly level: string | undefined;
}

/** Quotes that a shell or an env file left around the value. */
const QUOTES = /["'`“”‘’]/g;

/** Names that other filters use for the default of all targets. */
const DEFAULTS: readonly string[] = [
  "*",
  "default",
  "root",
  "level",
  "log_level",
  "loglevel",
  "log",
];

/** Suffixes that follow a dot in names of packages. */
const SUFFIX = /\.(?:[cm]?[jt]s|io|dev|ai)$/;

/**
 * Finds directives that are valid but probably mistakes, and says for each one what to write instead. A target is a
 * prefix, so nearly any text is a valid target, and a target on its own turns everything else off.
 */
export function hintsOf(
  directives: readonly Written[],
  pattern: string | undefined,
  withRanges = false,
): string[] {
  const hasDefault = directives.some(({ name }) => name === undefined);
  const hints = new Set<string>();
  for (const directive of directives) {
    const hint = directiveHint(directive, hasDefault, withRanges);
    if (hint !== undefined) hints.add(hint);
  }
  const hint = pattern === undefined ? undefined : patternHint(directives.at(-1), pattern);
  if (hint !== undefined) hints.add(hint);
  return [...hints];
}

function directiveHint(
  { text, name, level }: Written,
  hasDefault: boolean,
  withRanges: boolean,
): string | undefined {
  if (name === undefined || name === "") return undefined;
  const effect = hasDefault ? "" : ", which silences all others";
  const meant = level === undefined ? suggestLevel(name, 1) : undefined;
  if (meant !== undefined) {
    return `${quote(name)} is read as a target${effect}; did you mean the level ${quote(meant)}?`;
  }
  const range = withRanges && level === undefined ? rangeLike(name) : undefined;
  if (range !== undefined) {
    return `${quote(name)} is read as a target${effect}; did you mean the range ${quote(range)}?`;
  }
  const better = rewritten(name, level);
  if (better === undefined) return undefined;
  return `${quote(text)} is read as the target ${quote(name)}${effect}: ${better.why}; did you mean ${quote(better.spec)}?`;
}

/** Guesses the directive that was meant by one for an unlikely target. */
function rewritten(
  name: string,
  level: string | undefined,
): { readonly why: string; readonly spec: string } | undefined {
  const behind = level === undefined ? "" : `=${level}`;
  const bare = name.replace(QUOTES, "");
  if (bare !== name) return { why: "quotes are part of it", spec: `${bare}${behind}` };
  if (/[\s;|&]/.test(name)) {
    const parts = name.split(/[\s;|&]+/).filter(Boolean);
    return { why: "directives are separated by commas", spec: `${parts.join(",")}${behind}` };
  }
  if (level !== undefined && DEFAULTS.includes(name.toLowerCase())) {
    return { why: "a level for all targets stands alone", spec: level };
  }
  const [, limited = "", limit = ""] = /^([^@]+)@(\d[\d.]*%?)$/.exec(name) ?? [];
  if (limit !== "" && level === undefined) {
    return { why: "a limit stands behind a level", spec: `${limited}=trace@${limit}` };
  }
  if (/^[-!]./.test(name))
    return { why: "a target is closed by =off", spec: `${name.slice(1)}=off` };
  if (name.includes("*")) {
    const prefix = name.replace(/[:./-]*\*.*$/, "");
    const spec = prefix === "" ? (level ?? "trace") : `${prefix}${behind}`;
    return { why: "targets are prefixes and have no wildcards", spec };
  }
  return withSeparators(name, level, behind);
}

function withSeparators(name: string, level: string | undefined, behind: string) {
  const [, target = "", word = ""] = /^(.*[^:]):([^:]+)$/.exec(name) ?? [];
  const meant: LevelFilter | undefined = level === undefined ? suggestLevel(word, 0) : undefined;
  if (meant !== undefined) return { why: "a level stands behind =", spec: `${target}=${meant}` };
  if (/[^:]:[^:]/.test(name)) {
    const spec = `${name.replace(/([^:]):(?=[^:])/g, "$1::")}${behind}`;
    return { why: "the parts of a target are joined by ::", spec };
  }
  // Whoever writes `::` knows how targets are joined. Files and packages have dots in their names.
  if (
    /[^.]\.[^.]/.test(name) &&
    !name.includes("::") &&
    !name.startsWith("@") &&
    !SUFFIX.test(name)
  ) {
    const spec = `${name.replaceAll(".", "::")}${behind}`;
    return { why: "the parts of a target are joined by ::", spec };
  }
  return undefined;
}

/** Whether the text after the slash looks like the rest of a directive, as in `app/http=debug`. */
function patternHint(last: Written | undefined, pattern: string): string | undefined {
  const [, path = "", level = "", rest = ""] = /^([\w.:/-]+)=(\w*)((?:,.*)?)$/s.exec(pattern) ?? [];
  if (path === "" || (level !== "" && suggestLevel(level, 1) === undefined)) return undefined;
  const target = [last?.name, ...path.split("/")].filter(Boolean).join("::");
  return (
    `${quote(`/${pattern}`)} is read as an expression that messages must match; ` +
    `did you mean ${quote(`${target}=${level}${rest}`)}?`
  );
}

/** Asks whether a spec with too many slashes was meant for targets that are written like paths: `app/http/tls=debug`. */
export function pathHint(spec: string): string {
  if (!/^[\w./-]+=\w*(?:,[^/]*)?$/.test(spec)) return "";
  return `; did you mean ${quote(spec.replaceAll("/", "::"))}?`;
}
