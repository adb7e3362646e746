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
  if (source.length > LONGEST_SOURCE) {
    throw new Error(
      `invalid pattern ${quote(source)}: ${source.length} characters (at most ${LONGEST_SOURCE} unless it is plain text)`,
    );
  }
  const engine = loadEngine(source, load);
  const compiled = compile(engine, source);
  const size = compiled.programSize();
  if (size > LARGEST_PROGRAM) {
    throw new Error(
      `invalid pattern ${quote(source)}: it compiles to ${size} instructions (at most ${LARGEST_PROGRAM}); use smaller repetition counts`,
    );
  }
  return (message) => compiled.test(message);
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

function compile(engine: Engine, source: string): InstanceType<Engine["RE2JS"]> {
  try {
    return engine.RE2JS.compile(source);
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
