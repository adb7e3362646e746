import { suggestLevel } from "../../diagnostics/suggest.ts";
import type { Filter } from "../../filter/filter.ts";
import { parseFilter } from "../../filter/filter.ts";
import { expectedLevelFilter, LEVELS, recordLevel } from "../../level.ts";
import { parseWhere } from "../../where/where.ts";
import type { Arguments, OptionSpec } from "../arguments.ts";
import { UsageError } from "../usage-error.ts";
import { instantOf } from "./instant.ts";
import type { SelectionOptions } from "./selection.ts";

/** Options that say which records are shown. */
export const SELECT_OPTIONS: readonly OptionSpec[] = [
  {
    name: "level",
    short: "l",
    value: "LEVEL",
    help: "this level and above: fatal, error, warn, info, debug or trace",
  },
  {
    name: "filter",
    value: "FILTER",
    isList: true,
    help: "as in LOG: info,dep1=debug,noisy=off/regex",
  },
  {
    name: "where",
    short: "w",
    value: "CONDITION",
    isList: true,
    help: 'by fields: status>=500 and path~"^/api"',
  },
  {
    name: "since",
    short: "s",
    value: "TIME",
    help: "not before: 2026-11-30T14:30:00Z, 14:30, 10m (ago)",
  },
  { name: "until", short: "u", value: "TIME", help: "not after" },
];

/** Selection by the options and by the filters among the arguments. */
export function selectionOptions(
  args: Arguments,
  filters: readonly string[],
  now: number,
  isUtc: boolean,
): SelectionOptions {
  const instant = (name: string) => {
    const text = args.value(name);
    return text === undefined ? undefined : instantOf(text, now, isUtc, `--${name}`);
  };
  const [since, until] = [instant("since"), instant("until")];
  if (since !== undefined && until !== undefined && since > until) {
    throw new UsageError("--since is after --until");
  }
  return {
    filters: [...filters, ...args.values("filter")].map(filterOf),
    where: args.values("where").map((source) => parseWhere(source)),
    level: levelOption(args.value("level")),
    since,
    until,
  };
}

function filterOf(spec: string): Filter {
  const { filter, errors } = parseFilter(spec, { ranges: true });
  const [first] = errors;
  if (first !== undefined) throw new UsageError(`--filter: ${first.message}`);
  refuseLimits(filter, spec);
  return filter;
}

/** Throws for a filter with limits or samples, which a log that is there has gone through already. */
export function refuseLimits({ hasLimits }: Filter, spec: string): void {
  if (!hasLimits) return;
  throw new UsageError(
    `invalid filter ${JSON.stringify(spec)}: limits such as @100/s and @10% are for records that are being logged ` +
      "(expected directives without @)",
  );
}

function levelOption(word: string | undefined): number | undefined {
  if (word === undefined) return undefined;
  const number = recordLevel(word);
  if (number !== undefined) return number;
  const meant = suggestLevel(word, 2);
  const question = meant === undefined ? "" : `; did you mean ${JSON.stringify(meant)}?`;
  throw new UsageError(
    `--level: unknown level ${JSON.stringify(word)} (expected ${expectedLevelFilter().replace("off, ", "")})${question}`,
  );
}

/**
 * Whether an argument that is no file is a filter: each of its directives has a level, or `::`, or it is a regular
 * expression behind a slash.
 */
export function isFilter(text: string): boolean {
  const { errors } = parseFilter(text, { ranges: true });
  if (errors.length > 0) return false;
  const slash = /^\s*@/.test(text) ? -1 : text.indexOf("/");
  const directives = (slash < 0 ? text : text.slice(0, slash)).split(",").map((one) => one.trim());
  const isNamed = (one: string) =>
    one.includes("=") || one.includes("::") || one.includes("..") || isLevelName(one);
  return directives.every((one, i) => isNamed(one) || (one === "" && i === 0 && slash === 0));
}

function isLevelName(word: string): boolean {
  return Object.hasOwn(LEVELS, word.toLowerCase()) || word.toLowerCase() === "off";
}
