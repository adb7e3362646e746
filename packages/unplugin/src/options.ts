import { invalidOption } from "../../fastlog/src/diagnostics/invalid-option.ts";
import { show } from "../../fastlog/src/diagnostics/show.ts";
import { suggestLevel, typingErrors } from "../../fastlog/src/diagnostics/suggest.ts";
import { FastlogError } from "../../fastlog/src/errors.ts";
import { LEVELS, type Level, OFF } from "../../fastlog/src/level.ts";
import type { Report } from "./report.ts";

/** A path or part of one: a glob, or a regular expression. */
export type PathPattern = string | RegExp;

/** Options of the plugin. */
export interface Options {
  /** Files that are transformed. Default: those that end with `.js`, `.ts`, `.jsx`, `.tsx`, `.mjs`, `.cjs`, `.mts`, `.cts`. */
  readonly include?: PathPattern | readonly PathPattern[] | undefined;
  /** Files that are left as they are, although `include` has them. Default none. */
  readonly exclude?: PathPattern | readonly PathPattern[] | undefined;
  /**
   * Calls get their target and place when the program is built. `"auto"` (the default) leaves them as they are in what is
   * built for browsers, where `fastlog` is another program.
   */
  readonly bind?: boolean | "auto" | undefined;
  /**
   * Value of `{file}` in records: the path below `root`, which makes builds reproducible, or the absolute path, as of a
   * program that is not built. Default `"relative"`.
   */
  readonly paths?: "relative" | "absolute" | undefined;
  /** Folder that relative paths begin at. Default the root of the bundler. */
  readonly root?: string | undefined;
  /**
   * The most verbose level that stays. Calls below it are removed from the program, whatever `LOG` says. Default `"trace"`:
   * all stay.
   */
  readonly maxLevel?: Level | "off" | undefined;
  /**
   * Arguments of a removed call that remain: `"keep"` (the default) keeps those that may have effects, and
   * `"drop"` none.
   */
  readonly arguments?: "keep" | "drop" | undefined;
  /** Arguments that are work (calls above all) are only evaluated where the level is on. Default `false`. */
  readonly guard?: boolean | undefined;
  /**
   * Report of the calls at the end of a build: counts and the calls that were left (`"summary"`, the default), every
   * call (`"all"`), nothing (`false`), on standard error; or a function that gets the report.
   */
  readonly report?: "summary" | "all" | false | ((report: Report) => void) | undefined;
  /** The build fails if a call is left: see the report. Default `false`. */
  readonly strict?: boolean | undefined;
  /**
   * When the plugin runs, for bundlers that have an order: before others (`"pre"`, the default), so that it sees the
   * sources, or behind them.
   */
  readonly enforce?: "pre" | "post" | undefined;
}

/** Options with their defaults. */
export interface Settings {
  readonly include: readonly PathPattern[];
  readonly exclude: readonly PathPattern[];
  readonly bind: boolean | "auto";
  readonly isAbsolute: boolean;
  readonly root: string | undefined;
  /** Number of the least severe level that stays. */
  readonly least: number;
  readonly dropsArguments: boolean;
  readonly guards: boolean;
  readonly report: "summary" | "all" | false | ((report: Report) => void);
  readonly isStrict: boolean;
  readonly enforce: "pre" | "post";
}

const SOURCES = /\.[cm]?[jt]sx?(?:$|[?#])/;

/** Names of the options, and what other tools call them. */
const NAMES: { readonly [Name in keyof Options]-?: readonly string[] } = {
  include: ["includes", "files", "filter"],
  exclude: ["excludes", "ignore"],
  bind: ["sites", "targets"],
  paths: ["path", "absolute"],
  root: ["cwd", "context"],
  maxLevel: ["level", "minLevel", "levels", "drop"],
  arguments: ["args", "pure"],
  guard: ["lazy", "guards"],
  report: ["reports", "log", "verbose"],
  strict: ["fail"],
  enforce: ["order"],
};

const LEVEL_NAMES = ["off", ...Object.keys(LEVELS)];

/** Checks options, and completes them. Throws `ERR_FASTLOG_INVALID_OPTION` and `ERR_FASTLOG_INVALID_LEVEL`. */
export function settingsOf(options: Options | undefined): Settings {
  const given: Options = options ?? {};
  if (typeof given !== "object")
    throw invalid(`invalid options ${show(given)}: expected an object`);
  for (const name of Object.keys(given)) {
    if (!Object.hasOwn(NAMES, name)) throw unknown(name);
  }
  const oneOf = <T>(name: keyof Options, values: readonly T[], otherwise: T): T => {
    const value = given[name] as T | undefined;
    if (value === undefined) return otherwise;
    if (values.includes(value)) return value;
    throw invalidOption(name, value, `expected ${values.map((each) => show(each)).join(" or ")}`);
  };
  const report = given.report ?? "summary";
  if (typeof report !== "function") oneOf<unknown>("report", ["summary", "all", false], "summary");
  return {
    include: patterns("include", given.include, [SOURCES]),
    exclude: patterns("exclude", given.exclude, []),
    bind: oneOf<boolean | "auto">("bind", [true, false, "auto"], "auto"),
    isAbsolute: oneOf<string>("paths", ["relative", "absolute"], "relative") === "absolute",
    root: rootOf(given.root),
    least: leastOf(given.maxLevel),
    dropsArguments: oneOf<string>("arguments", ["keep", "drop"], "keep") === "drop",
    guards: oneOf("guard", [true, false], false),
    report,
    isStrict: oneOf("strict", [true, false], false),
    enforce: oneOf<"pre" | "post">("enforce", ["pre", "post"], "pre"),
  };
}

function leastOf(level: unknown): number {
  if (level === undefined) return LEVELS.trace;
  if (level === "off") return OFF;
  if (typeof level === "string" && Object.hasOwn(LEVELS, level)) return LEVELS[level as Level];
  const meant = typeof level === "string" ? suggestLevel(level, 2) : undefined;
  const hint = meant === undefined ? "" : `; did you mean ${show(meant)}?`;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_LEVEL",
    `invalid option maxLevel=${show(level)}: expected one of ${LEVEL_NAMES.join(", ")}${hint}`,
  );
}

function rootOf(root: unknown): string | undefined {
  if (root === undefined || (typeof root === "string" && root !== "")) return root;
  throw invalidOption("root", root, "expected the path of a folder");
}

function patterns(
  name: "include" | "exclude",
  given: Options["include"],
  otherwise: readonly PathPattern[],
): readonly PathPattern[] {
  if (given === undefined) return otherwise;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const wrong = list.find((each) => typeof each !== "string" && !(each instanceof RegExp));
  if (wrong !== undefined || list.length === 0)
    throw invalidOption(name, given, "expected globs or regular expressions");
  return list as readonly PathPattern[];
}

function unknown(name: string): FastlogError {
  const names = Object.keys(NAMES) as (keyof Options)[];
  const meant =
    names.find((each) => NAMES[each].includes(name)) ??
    names.find((each) => typingErrors(name.toLowerCase(), each.toLowerCase()) <= 2);
  const hint = meant === undefined ? "" : `; did you mean ${show(meant)}?`;
  return invalid(`unknown option ${show(name)} (expected ${names.join(", ")})${hint}`);
}

function invalid(message: string): FastlogError {
  return new FastlogError("ERR_FASTLOG_INVALID_OPTION", message);
}
