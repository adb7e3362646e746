import { loadPackage } from "../load-package.ts";
import type { Test } from "./literal.ts";
import { quote } from "./quote.ts";

/** Package that matches regular expressions in linear time. */
type Engine = typeof import("re2js");

/**
 * Limit in characters. Compiling 1,000 hostile characters takes up to half a second and 100 MB, and the cost grows
 * with the length.
 */
const LONGEST_SOURCE = 1_000;

/** Limit in instructions. Matching takes up to 80 ns for each instruction and character of the message. */
const LARGEST_PROGRAM = 2_000;

/**
 * Makes a test that uses RE2, which takes time linear in the length of the message: a regular expression from the
 * environment must not be able to hang the program, as `RegExp` can.
 *
 * @throws Error if the expression is invalid or too large, or if the engine is not installed.
 */
export function compileRe2(source: string, load: () => Engine = requireEngine): Test {
  const compiled = checked(source, loadChecked(source, load));
  return (message) => compiled.test(message);
}

/** A regular expression that finds its matches in linear time. */
export interface LinearPattern {
  finds(text: string): boolean;
  /**
   * The matches in a text that are not empty, in order. At most {@link MOST_MATCHES}: the last one reaches to the end
   * of the text then, because the search for each match may look at all of the rest.
   */
  all(text: string): { readonly start: number; readonly end: number }[];
}

/** Most matches of a pattern in one text. */
export const MOST_MATCHES = 128;

/**
 * Compiles the source and the flags `i`, `m` and `s` of a `RegExp` for RE2.
 *
 * @throws Error like {@link compileRe2}.
 */
export function compileLinear(source: string, flags: string): LinearPattern {
  const engine = loadChecked(source, requireEngine);
  const { RE2JS } = engine;
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  const compiled = checked(RE2JS.translateRegExp(source), engine, bits);
  return {
    finds: (text) => compiled.test(text),
    all: (text) => {
      const matcher = compiled.matcher(text);
      const found: { start: number; end: number }[] = [];
      while (matcher.find()) {
        const [start, end] = [matcher.start(), matcher.end()];
        if (start === end) continue;
        if (found.length === MOST_MATCHES - 1) {
          found.push({ start, end: text.length });
          break;
        }
        found.push({ start, end });
      }
      return found;
    },
  };
}

/** Checks the length before the engine is loaded. */
function loadChecked(source: string, load: () => Engine): Engine {
  if (source.length > LONGEST_SOURCE) {
    throw new Error(
      `invalid pattern ${quote(source)}: ${source.length} characters (at most ${LONGEST_SOURCE} unless it is plain text)`,
    );
  }
  return loadEngine(source, load);
}

function checked(source: string, engine: Engine, flags = 0): InstanceType<Engine["RE2JS"]> {
  const compiled = compile(engine, source, flags);
  const size = compiled.programSize();
  if (size > LARGEST_PROGRAM) {
    throw new Error(
      `invalid pattern ${quote(source)}: it compiles to ${size} instructions (at most ${LARGEST_PROGRAM}); use smaller repetition counts`,
    );
  }
  return compiled;
}

/**
 * Loads the engine synchronously, because a filter decides the first record, and on demand, because most filters do
 * not need it and loading takes 10 ms.
 */
function requireEngine(): Engine {
  return loadPackage("re2js", () => require("re2js"));
}

function loadEngine(source: string, load: () => Engine): Engine {
  try {
    return load();
  } catch (cause) {
    // Node appends a "Require stack" in further lines.
    const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
    throw new Error(
      `cannot use pattern ${quote(source)}: regular expressions need the package re2js, which cannot be loaded (${reason}); ` +
        "if the application is bundled, install re2js beside the bundle, or use a plain-text pattern",
      { cause },
    );
  }
}

function compile(engine: Engine, source: string, flags: number): InstanceType<Engine["RE2JS"]> {
  try {
    return engine.RE2JS.compile(source, flags);
  } catch (cause) {
    const reason =
      cause instanceof engine.RE2JSSyntaxException
        ? explain(cause.getDescription(), cause.getPattern())
        : String(cause);
    throw new Error(`invalid pattern ${quote(source)}: ${reason}`, { cause });
  }
}

/** Names the syntax that `RegExp` has and RE2 lacks; the engine reports an invalid group or escape. */
function explain(description: string, part: string | null): string {
  if (!part) return description;
  if (/^\(\?<?[=!]/.test(part)) return "look-around is not supported, as it is not linear in time";
  if (/^\\[1-9]/.test(part))
    return "backreferences are not supported, as they are not linear in time";
  return `${description} ${quote(part)}`;
}
