import { suggestLevel } from "../diagnostics/suggest.ts";
import { expectedLevelFilter, levelNumber, lowestLevel } from "../level.ts";
import type { Directive } from "./directive.ts";
import type { FilterError } from "./filter-error.ts";
import { hintsOf, pathHint, type Written } from "./hints.ts";
import { isLimitSlash, limited, splitLimit } from "./limit.ts";
import type { MessagePattern } from "./pattern.ts";
import { compilePattern } from "./pattern.ts";
import { quote } from "./quote.ts";
import { isRangeOfLevels, noRange, parseRange } from "./range.ts";

/** The parsed parts of a filter spec, before it is compiled. */
export interface ParsedSpec {
  readonly spec: string;
  /** One directive for each name, in the order of the spec. A later directive replaces an earlier one. */
  readonly directives: readonly Directive[];
  readonly pattern: MessagePattern | undefined;
  readonly errors: readonly FilterError[];
  /** Hints at directives that are valid but probably mistakes: fragments like an error's message. */
  readonly hints: readonly string[];
}

/** Matches `@scope` at the end, alone since the last comma: the slash after it belongs to the name. */
const SCOPE = /^\s*@[^\s=/]+$/;

/**
 * Parses `directive,directive/pattern` as `parse_spec` of the Rust crate env_filter 2.0 does. Each invalid part
 * becomes an error; the other parts still count. Beyond the crate: `fatal` is a level, whitespace around a name or
 * `=` is ignored, and a name may be scoped (`@acme/db=debug`). With `withRanges`, a level may have an upper bound
 * (`info..warn`).
 */
export function parseSpec(spec: string, withRanges = false): ParsedSpec {
  const slash = findPatternSlash(spec);
  const source = slash === undefined ? undefined : spec.slice(slash + 1);
  if (source?.includes("/")) {
    const message = `invalid filter ${quote(spec)}: more than one "/" (inside the pattern, write "\\x2f")${pathHint(spec)}`;
    return {
      spec,
      directives: [],
      pattern: undefined,
      errors: [{ directive: spec, message }],
      hints: [],
    };
  }

  const errors: FilterError[] = [];
  const written: Written[] = [];
  const byName = new Map<string | undefined, Directive>();
  for (const part of spec.slice(0, slash).split(",")) {
    const text = part.trim();
    if (text === "") continue;
    const parsed = parseDirective(text, withRanges);
    if (isError(parsed)) {
      errors.push(parsed);
      continue;
    }
    byName.set(parsed.name, parsed);
    written.push({ text, name: parsed.name, level: /=\s*(.*)$/s.exec(text)?.[1] });
  }

  const pattern = source === undefined ? undefined : parsePattern(source, errors);
  const directives = [...byName.values()];
  // Most specs are a single level without an expression, which needs no hint.
  const isPlain = written.every(({ name }) => name === undefined) && source === undefined;
  const hints = isPlain ? [] : hintsOf(written, source, withRanges);
  return { spec, directives, pattern, errors, hints };
}

/** Index of the first slash that is neither behind a directive's leading `@scope` nor part of a limit. */
function findPatternSlash(spec: string): number | undefined {
  let directiveStart = 0;
  for (const { 0: separator, index } of spec.matchAll(/[,/]/g)) {
    if (separator === ",") directiveStart = index + 1;
    else {
      const begun = spec.slice(directiveStart, index);
      if (!SCOPE.test(begun) && !(begun.includes("@") && isLimitSlash(begun))) return index;
    }
  }
  return undefined;
}

function isError(parsed: Directive | FilterError): parsed is FilterError {
  return Object.hasOwn(parsed, "message");
}

function parseDirective(directive: string, withRanges: boolean): Directive | FilterError {
  const [left = "", right, excess] = directive.split("=", 3).map((part) => part.trim());
  if (excess !== undefined) {
    return {
      directive,
      message: `invalid directive ${quote(directive)}: more than one "=" (expected target=level)`,
    };
  }
  const name = right === undefined ? undefined : left;
  const rest = right ?? left;
  // Limits are compiled where there is one.
  const [word, limit] = rest.includes("@") ? splitLimit(rest, right === undefined) : [rest];
  if (word.includes("..") && (withRanges || isRangeOfLevels(word))) {
    const bounds = withRanges ? parseRange(word) : noRange(word);
    if (typeof bounds !== "string") return withLimit(directive, { name, ...bounds }, limit);
    return { directive, message: `invalid directive ${quote(directive)}: ${bounds}` };
  }
  const threshold = levelNumber(word);
  if (threshold !== undefined) return withLimit(directive, { name, threshold }, limit);
  if (right === undefined || word === "") {
    return withLimit(directive, { name: left, threshold: lowestLevel() }, limit);
  }
  return {
    directive,
    message: `invalid directive ${quote(directive)}: ${unknownLevel(word, expectedLevelFilter())}`,
  };
}

function withLimit(directive: string, parsed: Directive, limit: string | undefined) {
  return limit === undefined ? parsed : limited(directive, parsed, limit);
}

function unknownLevel(word: string, expected: string): string {
  const meant = suggestLevel(word, 2);
  const question = meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
  return `unknown level ${quote(word)} (expected ${expected})${question}`;
}

function parsePattern(source: string, errors: FilterError[]): MessagePattern | undefined {
  try {
    return compilePattern(source);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    errors.push({ directive: `/${source}`, message });
    return undefined;
  }
}
