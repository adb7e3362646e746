import { tokenizer, tokTypes } from "acorn";

/** Tokens after which a line may end, regardless of the next token. */
const ENDS = new Set([tokTypes.semi, tokTypes.comma, tokTypes.braceL]);

/**
 * Breaks minified code into lines, because Node prints the whole line of an uncaught error. The line limit of esbuild
 * also breaks strings, into which Rollup then puts its indentation.
 *
 * @param {string} code A module.
 * @param {number} limit Approximate length of a line in characters.
 */
export function brokenIntoLines(code, limit) {
  const ends = [];
  const options = { ecmaVersion: "latest", sourceType: "module" };
  for (const { type, end } of tokenizer(code, options)) if (ENDS.has(type)) ends.push(end);
  const lines = [];
  let start = 0;
  let last = 0;
  for (const end of [...ends, code.length]) {
    if (end - start > limit && last > start) {
      lines.push(code.slice(start, last));
      start = last;
    }
    last = end;
  }
  lines.push(code.slice(start));
  return lines.join("\n");
}
