import { show } from "../../diagnostics/show.ts";
import { FastlogError } from "../../errors.ts";
import { compileLinear, type LinearPattern } from "../../filter/re2.ts";
import type { Span } from "./span.ts";

/** Flags of a regular expression that change which texts it matches, and can be kept. */
const FLAGS = "ims";
/** Flags that change nothing here: all matches are masked, and texts are read by code points. */
const IGNORED = "dgu";

/** A pattern of the program's own. */
export interface CustomPattern {
  /** The source of the regular expression, for functions that censor. */
  readonly name: string;
  finds(text: string): boolean;
  /** All matches in a text that are not empty, in order. */
  all(text: string): Span[];
}

/**
 * Compiles a regular expression for an engine that takes time linear in the length of the text, whatever the
 * expression.
 *
 * @throws FastlogError if the engine does not know the syntax or a flag, or the expression is too large.
 */
export function customPattern(given: RegExp, option: string): CustomPattern {
  const { source, flags } = given;
  for (const flag of flags) {
    if (FLAGS.includes(flag) || IGNORED.includes(flag)) continue;
    throw invalid(option, given, `the flag ${show(flag)} is not supported (expected i, m or s)`);
  }
  let pattern: LinearPattern;
  try {
    pattern = compileLinear(source, flags);
  } catch (cause) {
    throw invalid(option, given, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (pattern.finds("")) {
    throw invalid(option, given, "it matches the empty text, and so every text");
  }
  return { name: source, finds: pattern.finds, all: pattern.all };
}

function invalid(option: string, given: RegExp, reason: string, cause?: unknown): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option ${option}=${String(given)}: ${reason}`,
    { cause },
  );
}
