import type { Context, Node } from "../ast.ts";

/** A text as a literal: in the quotes that the file has, or as a template literal if it has several lines. */
export function quoted(context: Context, text: string): string {
  const json = JSON.stringify(text);
  if (text.includes("\n")) return `\`${withEscapes(json, /\\(.)|`|\$(?=\{)/g)}\``;
  return quoteOf(context) === '"' ? json : `'${withEscapes(json, /\\(.)|'/g)}'`;
}

/** The inside of a JSON text with the escapes that other quotes need. `special` also matches every escape of JSON. */
function withEscapes(json: string, special: RegExp): string {
  const isTemplate = special.source.includes("`");
  return json.slice(1, -1).replaceAll(special, (found: string, escaped: string | undefined) => {
    if (escaped === undefined) return `\\${found}`;
    if (escaped === '"') return '"';
    return escaped === "n" && isTemplate ? "\n" : found;
  });
}

/** The quotes of the first import or directive of the file. */
function quoteOf(context: Context): string {
  for (const statement of context.sourceCode.ast.body as readonly Node[]) {
    const literal = literalOf(statement);
    if (literal?.type === "Literal" && typeof literal.value === "string") {
      return literal.raw?.startsWith("'") === true ? "'" : '"';
    }
  }
  return context.sourceCode.text.includes("require('") ? "'" : '"';
}

function literalOf(statement: Node): Node | null | undefined {
  if (statement.type === "ImportDeclaration") return statement.source;
  return statement.type === "ExpressionStatement" ? statement.expression : undefined;
}
