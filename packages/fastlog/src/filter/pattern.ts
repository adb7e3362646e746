import { compileLiterals } from "./literal.ts";
import { quote } from "./quote.ts";
import { compileRe2 } from "./re2.ts";

/** What a message must match for its record to pass: the part of a filter after the `/`. */
export interface MessagePattern {
  /** The regular expression as it was written. */
  readonly source: string;
  /** Whether the expression is found anywhere in the message, case-sensitively. */
  test(message: string): boolean;
}

/** Looking for text takes up to the product of its length and the message's. */
const LONGEST_SOURCE = 10_000;

/**
 * Compiles a regular expression so that matching takes linear time: by string methods where it is
 * plain text, else by RE2. The empty pattern matches every message.
 *
 * @throws Error that names the pattern and says what is wrong with it.
 */
export function compilePattern(source: string): MessagePattern {
  if (source.length > LONGEST_SOURCE) {
    throw new Error(
      `invalid pattern ${quote(source)}: ${source.length} characters (at most ${LONGEST_SOURCE})`,
    );
  }
  return { source, test: compileLiterals(source) ?? compileRe2(source) };
}
