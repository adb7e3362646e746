import { suggestLevel } from "../diagnostics/suggest.ts";
import { EXPECTED_LEVEL_FILTER, LEVELS, levelNumber } from "../level.ts";
import type { Directive } from "./directive.ts";
import { hintsOf, type Written } from "./hints.ts";
import type { MessagePattern } from "./pattern.ts";
import { compilePattern } from "./pattern.ts";
import { quote } from "./quote.ts";

/** A part of a filter that was skipped because it is invalid. */
export interface FilterError {
  /** The part as it was written: a directive, `/` and the pattern, or the whole filter. */
  readonly directive: string;
  /** What is wrong, what was expected, and what was probably meant: a lower-case fragment. */
  readonly message: string;
}

/** What a filter says, before it is compiled. */
export interface ParsedSpec {
  readonly spec: string;
  /** In the order written, one for each name: a later one takes the place of an earlier one. */
  readonly directives: readonly Directive[];
  readonly pattern: MessagePattern | undefined;
  readonly errors: readonly FilterError[];
  /** What is valid and probably not meant, as fragments of the same shape as an error's message. */
  readonly hints: readonly string[];
}

/** `@scope`, alone since the last comma: the slash after it belongs to the name. */
const SCOPE = /^\s*@[^\s=/]+$/;

/**
 * Parses `directive,directive/pattern` as `parse_spec` of the Rust crate env_filter 2.0 does. What is
 * invalid becomes an error and the rest still counts. Beyond the crate: `fatal` is a level, whitespace
 * around a name or `=` is ignored, and a name may be scoped (`@acme/db=debug`).
 */
export function parseSpec(spec: string): ParsedSpec {
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
  const thresholds = new Map<string | undefined, number>();
  for (const part of spec.slice(0, slash).split(",")) {
    const text = part.trim();
    if (text === "") continue;
    const parsed = parseDirective(text);
    if (isError(parsed)) {
      errors.push(parsed);
      continue;
    }
    thresholds.set(parsed.name, parsed.threshold);
    written.push({ text, name: parsed.name, level: /=\s*(.*)$/s.exec(text)?.[1] });
  }

  const pattern = source === undefined ? undefined : parsePattern(source, errors);
  const directives = Array.from(thresholds, ([name, threshold]) => ({ name, threshold }));
  // Nearly always there is nothing to hint at: a level alone, and no expression.
  const isPlain = written.every(({ name }) => name === undefined) && source === undefined;
  const hints = isPlain ? [] : hintsOf(written, source);
  return { spec, directives, pattern, errors, hints };
}

/** The index of the first slash that does not follow a directive's leading `@scope`. */
function findPatternSlash(spec: string): number | undefined {
  let directiveStart = 0;
  for (const { 0: separator, index } of spec.matchAll(/[,/]/g)) {
    if (separator === ",") directiveStart = index + 1;
    else if (!SCOPE.test(spec.slice(directiveStart, index))) return index;
  }
  return undefined;
}

function isError(parsed: Directive | FilterError): parsed is FilterError {
  return Object.hasOwn(parsed, "message");
}

/** `app/http/tls=debug`: a target that is written like a path. */
function pathHint(spec: string): string {
  if (!/^[\w./-]+=\w*(?:,[^/]*)?$/.test(spec)) return "";
  return `; did you mean ${quote(spec.replaceAll("/", "::"))}?`;
}

function parseDirective(directive: string): Directive | FilterError {
  const [left = "", right, excess] = directive.split("=", 3).map((part) => part.trim());
  if (excess !== undefined) {
    return {
      directive,
      message: `invalid directive ${quote(directive)}: more than one "=" (expected target=level)`,
    };
  }
  if (right === undefined) {
    const threshold = levelNumber(left);
    return threshold === undefined
      ? { name: left, threshold: LEVELS.trace }
      : { name: undefined, threshold };
  }
  const threshold = right === "" ? LEVELS.trace : levelNumber(right);
  if (threshold === undefined) {
    return { directive, message: `invalid directive ${quote(directive)}: ${unknownLevel(right)}` };
  }
  return { name: left, threshold };
}

function unknownLevel(word: string): string {
  const meant = suggestLevel(word, 2);
  const question = meant === undefined ? "" : `; did you mean ${quote(meant)}?`;
  return `unknown level ${quote(word)} (expected ${EXPECTED_LEVEL_FILTER})${question}`;
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
