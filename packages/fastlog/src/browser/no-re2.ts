import type { Test } from "../filter/literal.ts";
import { quote } from "../filter/quote.ts";

/**
 * Stands in for RE2, which is larger than all else of the library: plain texts and alternatives of them need no engine.
 * `RegExp` is no substitute, because an expression can hang it.
 *
 * @throws Error that names the pattern.
 */
export function compileRe2(source: string): Test {
  throw new Error(
    `cannot use pattern ${quote(source)}: in a browser, a pattern is plain text, such as "timeout|refused"`,
  );
}
