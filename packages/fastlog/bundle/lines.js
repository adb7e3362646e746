import { tokenizer, tokTypes } from "acorn";

/** After these a line may end, whatever follows. */
const ENDS = new Set([tokTypes.semi, tokTypes.comma, tokTypes.braceL]);

/**
 * Breaks the lines of minified code: Node shows the whole line when an error that is thrown there is not caught.
 * esbuild's own limit breaks strings, too, and Rollup then puts its indentation into them.
 *
 * @param {string} code A module.
 * @param {number} limit How long lines are about to be, in characters.
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
