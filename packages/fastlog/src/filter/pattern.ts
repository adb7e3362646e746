import { compileLiterals } from "./literal.ts";
import { quote } from "./quote.ts";
import { compileRe2 } from "./re2.ts";

/** The pattern of a filter, after the `/`: a record passes only if its message matches. */
export interface MessagePattern {
  /** Source of the regular expression. */
  readonly source: string;
  /**
   * Whether the expression matches anywhere in the message. Case-sensitive. Where several filters hold, the target and the
   * level of the record decide which expressions count.
   */
  test(message: string, target?: string, level?: number): boolean;
}

/** Limit in characters: searching a text takes up to the product of its length and the message's. */
const LONGEST_SOURCE = 10_000;

/**
 * Compiles a regular expression so that matching takes linear time: with string methods if it is plain text, else
 * with RE2. The empty pattern matches every message.
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
