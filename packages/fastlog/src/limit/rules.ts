import { invalidOption } from "../diagnostics/invalid-option.ts";
import { show } from "../diagnostics/show.ts";
import { parseRate } from "../filter/limit.ts";
import type { Rule } from "./counters.ts";

/** A number of records of one kind in a second, a minute or an hour: `10/s`, `100/m`, `1/h`. */
export type RateText = `${number}/${"s" | "m" | "h"}`;

/** Most rules that are kept. Those of a program are constants. */
const MAX_RULES = 256;

const MOST_RECORDS = 1_000_000_000;

/** Rules by their text: counters belong to a rule, not to the logger that has it. */
const rules = new Map<string, Rule>();

/** The rule of `limit()`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function rateRule(text: unknown): Rule {
  const known = typeof text === "string" ? rules.get(text) : undefined;
  return known ?? keep(text as string, checkedRate("limit", text));
}

/** The rule of `every()`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function everyRule(count: unknown): Rule {
  const text = `every ${typeof count === "number" ? count : "?"}`;
  const known = rules.get(text);
  if (known !== undefined) return known;
  if (!Number.isInteger(count) || !((count as number) >= 1 && (count as number) <= MOST_RECORDS)) {
    throw invalidOption("every", count, `expected a whole number from 1 to ${MOST_RECORDS}`);
  }
  const every = count as number;
  return keep(text, { text, records: 1, window: Number.POSITIVE_INFINITY, every });
}

/** The rule of `once()`. */
export function onceRule(): Rule {
  const text = "once";
  const window = Number.POSITIVE_INFINITY;
  return rules.get(text) ?? keep(text, { text, records: 1, window });
}

/** Parses a rate that the program gives. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkedRate(name: string, text: unknown): Rule {
  const rate = typeof text === "string" ? parseRate(text) : undefined;
  if (rate !== undefined && !("reason" in rate)) return rate;
  const { reason, meant } = rate ?? (parseRate("") as { reason: string; meant: undefined });
  const question = meant === undefined ? "" : `; did you mean ${show(meant)}?`;
  throw invalidOption(name, text, `${reason}${question}`);
}

function keep(text: string, rule: Rule): Rule {
  if (rules.size >= MAX_RULES) rules.clear();
  rules.set(text, rule);
  return rule;
}
