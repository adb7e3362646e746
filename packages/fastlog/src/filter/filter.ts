import { inspect } from "node:util";
import { FastlogError } from "../errors.ts";
import type { Level } from "../level.ts";
import { LEVELS, OFF } from "../level.ts";
import type { Directive } from "./directive.ts";
import type { FilterError, ParsedSpec } from "./parse.ts";
import { parseSpec } from "./parse.ts";
import type { MessagePattern } from "./pattern.ts";

/** What holds where no directive is valid, as in env_filter. */
const FALLBACK: Directive = { name: undefined, threshold: LEVELS.error };

/**
 * A compiled filter: which records pass, by target, level and message. It never changes; made by
 * {@link parseFilter}.
 *
 * The longest directive that a target starts with decides; where none does, nothing passes.
 */
export class Filter {
  /** The filter as it was written. */
  readonly spec: string;

  /** What messages must match, if anything. */
  readonly pattern: MessagePattern | undefined;

  /** The lowest threshold that any target has: a level below it passes for none. */
  readonly mostVerbose: number;

  /** The highest threshold that any target has: a level at or above it passes for every one. */
  readonly leastVerbose: number;

  readonly #rules: readonly Rule[];

  constructor(parsed: ParsedSpec) {
    this.spec = parsed.spec;
    this.pattern = parsed.pattern;
    this.#rules = compileRules(parsed.directives);
    // Exact, since every rule decides for some target, if only the one that equals its prefix.
    this.mostVerbose = this.#rules.reduce((least, rule) => Math.min(least, rule.threshold), OFF);
    this.leastVerbose = this.#rules.reduce((most, rule) => Math.max(most, rule.threshold), 0);
  }

  /** The number of the most verbose level that passes for a target, `OFF` (100) if none does. */
  threshold(target: string): number {
    for (const rule of this.#rules) {
      if (target.startsWith(rule.prefix)) return rule.threshold;
    }
    return OFF;
  }

  /** Whether a record of this target and level passes, if its message matches. */
  enabled(target: string, level: Level): boolean {
    return LEVELS[level] >= this.threshold(target);
  }

  /** Whether a record of this target, level and message passes. */
  matches(target: string, level: Level, message: string): boolean {
    return (
      this.enabled(target, level) && (this.pattern === undefined || this.pattern.test(message))
    );
  }
}

/** A directive as it is looked up. */
interface Rule {
  readonly prefix: string;
  readonly threshold: number;
}

/**
 * The rules, longest prefix first, so that the first that matches decides. The last one has the empty
 * prefix and so decides for all remaining targets: what the spec says about them, else `OFF`.
 */
function compileRules(directives: readonly Directive[]): Rule[] {
  const rules = (directives.length === 0 ? [FALLBACK] : directives)
    .map(({ name = "", threshold }) => ({ prefix: name, threshold }))
    // Of the default (`info`) and the empty name (`=info`) the later decides, as in env_filter.
    .reverse()
    .sort((a, b) => b.prefix.length - a.prefix.length);
  const last = rules.findIndex((rule) => rule.prefix === "");
  return last === -1 ? [...rules, { prefix: "", threshold: OFF }] : rules.slice(0, last + 1);
}

/** The filter that is just a level: what parsing its name gives, without loading a parser at import. */
export function levelFilter(level: Level): Filter {
  const directives = [{ name: undefined, threshold: LEVELS[level] }];
  return new Filter({ spec: level, directives, pattern: undefined, errors: [], hints: [] });
}

/** A filter, and what there is to say about how it was written. */
export interface ParsedFilter {
  /** What the valid parts say. */
  readonly filter: Filter;
  /** The invalid parts, which were skipped; empty if the whole spec is valid. */
  readonly errors: readonly FilterError[];
  /** What is valid and probably not meant, such as a misspelt level, which is read as a target. */
  readonly hints: readonly string[];
}

/**
 * Parses and compiles a filter, such as `info,dep1=debug/timeout`.
 *
 * The language is that of `RUST_LOG`, with the decisions of the Rust crate env_filter 2.0: directives
 * separated by commas, then optionally `/` and a regular expression that messages must match.
 *
 * - `info` is the default for every target; `dep1=debug` is for the targets that start with `dep1`;
 *   `dep1` and `dep1=` let every level of those pass.
 * - The longest name that matches decides; of the same name twice, the later. Targets that nothing
 *   matches are off.
 * - The levels are `off`, `fatal`, `error`, `warn`, `info`, `debug` and `trace`, in any case.
 * - A spec in which no directive is valid, the empty one included, lets `error` and worse pass.
 * - The regular expression is found anywhere in the message. Its syntax is RE2's: no look-around and
 *   no backreferences, but no message can make it take more than linear time.
 *
 * Beyond env_filter, `fatal` is a level, whitespace around names and `=` is ignored, and the slash
 * after a leading `@scope` belongs to the name: `@acme/db=debug`.
 *
 * @returns the filter, and the errors and hints; an invalid part is skipped and never throws.
 * @throws FastlogError `ERR_FASTLOG_INVALID_FILTER` if the spec is not a string.
 */
export function parseFilter(spec: string): ParsedFilter {
  if (typeof spec !== "string") {
    const received = inspect(spec, { depth: 0, customInspect: false, breakLength: Infinity });
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_FILTER",
      `invalid filter ${received}: expected a string such as "info,dep1=debug"`,
    );
  }
  const parsed = parseSpec(spec);
  return { filter: new Filter(parsed), errors: parsed.errors, hints: parsed.hints };
}
