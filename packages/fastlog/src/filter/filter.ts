import { inspect } from "node:util";
import { FastlogError } from "../errors.ts";
import { LEVELS, type Level, numberOf, OFF, type RecordLevel } from "../level.ts";
import { memberOf } from "../own-members.ts";
import type { Directive } from "./directive.ts";
import type { FilterError } from "./filter-error.ts";
import type { Limit } from "./limit-kinds.ts";
import type { ParsedSpec } from "./parse.ts";
import { parseSpec } from "./parse.ts";
import type { MessagePattern } from "./pattern.ts";

/** The filter of a spec without a valid directive, as in env_filter. */
const FALLBACK: Directive = { name: undefined, threshold: LEVELS.error };

/**
 * A compiled filter: decides by target, level and message which records pass. Immutable; made by
 * {@link parseFilter}.
 *
 * The directive with the longest prefix of a target decides. A target without such a directive is off.
 */
export class Filter {
  /** The filter as it was written. */
  readonly spec: string;

  /** Messages must match this pattern; `undefined` lets every message pass. */
  readonly pattern: MessagePattern | undefined;

  /** The lowest threshold that any target has: a level below it passes for none. */
  readonly mostVerbose: number;

  /** The highest threshold that any target has: a level at or above it passes for every one. */
  readonly leastVerbose: number;

  /** Whether the levels that pass depend on the target. */
  readonly dependsOnTarget: boolean;

  /** The directives, one for each name, in the order of the spec. */
  readonly directives: readonly Directive[];

  /** Whether a directive has a limit. */
  readonly hasLimits: boolean;

  /**
   * From this level on, all targets have the same limit, or none.
   *
   * @internal
   */
  readonly alikeFrom: number;

  readonly #rules: readonly Rule[];

  constructor(parsed: ParsedSpec) {
    this.spec = parsed.spec;
    this.pattern = parsed.pattern;
    this.directives = parsed.directives;
    this.#rules = compileRules(parsed.directives);
    // Exact: every rule decides for at least one target, the one that equals its prefix.
    this.mostVerbose = this.#rules.reduce((least, rule) => Math.min(least, rule.threshold), OFF);
    this.leastVerbose = this.#rules.reduce((most, rule) => Math.max(most, rule.threshold), 0);
    // A target of which nothing passes needs no limit.
    const limits = this.#rules.filter(({ threshold }) => threshold < OFF).map(({ limit }) => limit);
    this.hasLimits = limits.some((limit) => limit !== undefined);
    this.alikeFrom = limits.every((limit) => isSame(limit, limits[0]))
      ? 0
      : Math.max(...limits.map((limit) => (limit?.upTo ?? 0) + 1));
    const [first, ...others] = this.#rules;
    this.dependsOnTarget = others.some(
      (rule) => rule.threshold !== first?.threshold || rule.ceiling !== first.ceiling,
    );
  }

  /** The number of the most verbose level that passes for a target, `OFF` (100) if none does. */
  threshold(target: string): number {
    return this.#rule(target).threshold;
  }

  /** The number of the most severe level that passes for a target, `Infinity` if the filter has no upper bound. */
  ceiling(target: string): number {
    return this.#rule(target).ceiling;
  }

  /**
   * How many of the records of a target and level are kept, by the directive that decides for the target; `undefined` for
   * all of them.
   */
  limit(target: string, level: RecordLevel): Limit | undefined {
    return this.limitBy(target, numberOf(level));
  }

  /**
   * As {@link limit}, by the level's number.
   *
   * @internal
   */
  limitBy(target: string, level: number): Limit | undefined {
    const { limit } = this.#rule(target);
    return limit !== undefined && level <= limit.upTo ? limit : undefined;
  }

  /** Whether a record of this target and level passes, if its message matches. */
  enabled(target: string, level: RecordLevel): boolean {
    return this.passes(target, numberOf(level));
  }

  /**
   * As {@link enabled}, by the level's number.
   *
   * @internal
   */
  passes(target: string, level: number): boolean {
    const { threshold, ceiling } = this.#rule(target);
    return level >= threshold && level <= ceiling;
  }

  /**
   * The directive that decides for a target: the one with the longest name that the target starts with. `undefined` if
   * there is none, so that the target is off. Without any valid directive, the default of env_filter decides: `error`.
   */
  directive(target: string): Directive | undefined {
    return this.#rule(target).directive;
  }

  #rule(target: string): Rule {
    for (const rule of this.#rules) if (target.startsWith(rule.prefix)) return rule;
    return ALL_OFF;
  }

  /** Whether a record of this target, level and message passes. */
  matches(target: string, level: RecordLevel, message: string): boolean {
    return (
      this.enabled(target, level) && (this.pattern === undefined || this.pattern.test(message))
    );
  }
}

/** Options of {@link parseFilter}. */
export interface FilterOptions {
  /**
   * Whether a level may have an upper bound, as in the filter of a backend: `info..warn`, `app=..info`. Default
   * `false`: such a directive is an error, because an upper bound in `LOG` would hide errors.
   */
  readonly ranges?: boolean | undefined;
}

/** A directive in the form that lookup needs: its prefix is never `undefined`. */
interface Rule {
  readonly prefix: string;
  readonly threshold: number;
  readonly ceiling: number;
  readonly limit?: Limit | undefined;
  readonly directive?: Directive;
}

function isSame(one: Limit | undefined, other: Limit | undefined): boolean {
  return one?.text === other?.text && one?.upTo === other?.upTo;
}

const ALL_OFF: Rule = { prefix: "", threshold: OFF, ceiling: Infinity };

/**
 * Sorts the rules by length of prefix, longest first, so that the first match decides. The last rule has the empty
 * prefix and decides for all other targets: by the default level of the spec, or `OFF` if it has none.
 */
function compileRules(directives: readonly Directive[]): Rule[] {
  const rules = (directives.length === 0 ? [FALLBACK] : directives)
    .map((directive): Rule => {
      const { name = "", threshold, ceiling = Infinity, limit } = directive;
      return { prefix: name, threshold, ceiling, limit, directive };
    })
    // The default (`info`) and the empty name (`=info`) are one rule; the later wins, as in env_filter.
    .reverse()
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const last = rules.findIndex((rule) => rule.prefix === "");
  return last === -1 ? [...rules, ALL_OFF] : rules.slice(0, last + 1);
}

/** Lets every record pass, whatever levels there are. */
export const EVERYTHING: Filter = new Filter({
  spec: "trace",
  directives: [{ name: undefined, threshold: 1 }],
  pattern: undefined,
  errors: [],
  hints: [],
});

/** Makes the filter of a single level without the parser, which import does not load. */
export function levelFilter(level: Level): Filter {
  const directives = [{ name: undefined, threshold: LEVELS[level] }];
  return new Filter({ spec: level, directives, pattern: undefined, errors: [], hints: [] });
}

/** A parsed filter, with the errors and hints of its spec. */
export interface ParsedFilter {
  /** The filter of the valid directives. */
  readonly filter: Filter;
  /** One error for each invalid part of the spec, which was skipped; empty if the whole spec is valid. */
  readonly errors: readonly FilterError[];
  /** Hints at directives that are valid but probably mistakes, such as a misspelt level read as a target. */
  readonly hints: readonly string[];
}

/**
 * Parses and compiles a filter, such as `info,dep1=debug/timeout`.
 *
 * The language is that of `RUST_LOG`, with the decisions of the Rust crate env_filter 2.0: directives
 * separated by commas, then optionally `/` and a regular expression that messages must match.
 *
 * - `info` sets the default of every target; `dep1=debug` sets the level of targets that start with `dep1`;
 *   `dep1` and `dep1=` let every level of those targets pass.
 * - The longest matching name decides; if a name is given twice, the later one counts. Targets that no
 *   directive matches are off.
 * - The levels are `off`, `fatal`, `error`, `warn`, `info`, `debug` and `trace`, in any case.
 * - A spec without a valid directive, such as the empty one, lets `error` and worse pass.
 * - The regular expression may match anywhere in the message. Its syntax is RE2's: no look-around and
 *   no backreferences. Matching takes time linear in the length of the message.
 *
 * Beyond env_filter, `fatal` is a level, whitespace around names and `=` is ignored, and the slash
 * after a leading `@scope` belongs to the name: `@acme/db=debug`.
 *
 * @returns the filter, and the errors and hints; an invalid part is skipped and never throws.
 * @throws FastlogError `ERR_FASTLOG_INVALID_FILTER` if the spec is not a string.
 */
export function parseFilter(spec: string, options: FilterOptions = {}): ParsedFilter {
  if (typeof spec !== "string") {
    const received = inspect(spec, { depth: 0, customInspect: false, breakLength: Infinity });
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_FILTER",
      `invalid filter ${received}: expected a string such as "info,dep1=debug"`,
    );
  }
  const parsed = parseSpec(spec, memberOf(options, "ranges") === true);
  return { filter: new Filter(parsed), errors: parsed.errors, hints: parsed.hints };
}
