import type { Directive, parseFilter } from "fastlog/filter";
import { partsOf, type SpecPart } from "./filter-parts.ts";
import { type Problem, problemsOf } from "./filter-problems.ts";

/** `parseFilter` of the built library. */
export type Parse = typeof parseFilter;

export const LEVELS = ["fatal", "error", "warn", "info", "debug", "trace"] as const;
export type LevelName = (typeof LEVELS)[number];

/** A question to a filter. */
export interface FilterQuestion {
  readonly spec: string;
  /** One a line. */
  readonly targets: string;
  /** A message, for a filter with an expression. */
  readonly message: string;
  /** Whether it is the filter of a backend, where a level may have an upper bound. */
  readonly ranges: boolean;
}

export interface FilterAnswer {
  readonly problems: readonly Problem[];
  readonly rows: readonly TargetRow[];
  /** The expression that messages must match. */
  readonly pattern: { readonly source: string; readonly matches: boolean } | undefined;
}

export interface TargetRow {
  readonly target: string;
  readonly cells: readonly LevelCell[];
  /** The part of the filter that decides. */
  readonly part: SpecPart | undefined;
  readonly why: string;
}

export interface LevelCell {
  readonly level: LevelName;
  /** Whether a record of this target and level passes, with the message. */
  readonly passes: boolean;
  /** How many of the records that pass are kept: `100/s`. */
  readonly limit: string | undefined;
}

/** More targets than anybody reads. */
const MOST_TARGETS = 200;

/** Asks the filter. The library gives all answers; this module makes sentences of them. */
export function answer(parse: Parse, question: FilterQuestion): FilterAnswer {
  const { spec, message, ranges } = question;
  const parsed = parse(spec, { ranges });
  const { filter } = parsed;
  const parts = partsOf(parse, spec, parsed, ranges);
  const rows = targetsOf(question.targets).map((target) => {
    const directive = filter.directive(target);
    const part = directive && parts.findLast((one) => one.name === nameOf(directive));
    const cells = LEVELS.map((level) => {
      const passes = filter.matches(target, level, message);
      return { level, passes, limit: passes ? filter.limit(target, level)?.text : undefined };
    });
    const why = reason(target, directive, filter.directives.length === 0);
    return { target, cells, part, why };
  });
  const { pattern } = filter;
  return {
    problems: problemsOf(parse, spec, parsed, parts, ranges),
    rows,
    pattern: pattern && { source: pattern.source, matches: pattern.test(message) },
  };
}

function targetsOf(text: string): readonly string[] {
  const targets = text.split("\n").map((line) => line.trim());
  return [...new Set(targets.filter(Boolean))].slice(0, MOST_TARGETS);
}

/** `null` stands for the level of all targets. */
function nameOf({ name }: Directive): string | null {
  return name ?? null;
}

/** Why the part of the filter decides, as the end of a sentence that begins with it; else a sentence of its own. */
function reason(target: string, directive: Directive | undefined, hasNone: boolean): string {
  if (hasNone) return "No directive is valid, so error and above pass, from every target.";
  if (directive === undefined) {
    return "No directive names it, and no level stands for all other targets: off.";
  }
  if (!directive.name) return "decides for all targets that no longer name fits.";
  return directive.name === target
    ? "decides: it names this target."
    : `decides: ${directive.name} is the longest name that the target begins with.`;
}
