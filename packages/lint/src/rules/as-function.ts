import type { Rule } from "eslint";
import { bare, type Context, type Node, walk } from "../ast.ts";
import { costlyIn } from "../call/cost.ts";
import { type LogCall, messageOf } from "../call/log-call.ts";
import { shapeOf } from "../call/shape.ts";
import type { Resolver } from "../origin/resolver.ts";
import { type Piece, piecesOf } from "../text/pieces.ts";
import { parseTemplate } from "../text/template.ts";
import { argumentRange, argumentText, hasComments } from "./argument-text.ts";

/**
 * Makes the message of a call a function, which is called only if the record passes. `undefined` if what is costly
 * cannot move into the message: fastlog takes a function for the message only, as the first argument.
 */
export function asFunction(
  resolver: Resolver,
  call: LogCall,
  allowed: readonly string[],
): Rule.ReportFixer | undefined {
  const { context } = resolver;
  const [first] = call.args;
  if (first === undefined || first.type === "SpreadElement") return undefined;
  const message = messageOf(resolver, call.args);
  const isText = message?.node === first;
  if (!isText && (call.args.length > 1 || shapeOf(context, first) !== "unknown")) return undefined;
  const pieces = piecesOf(context, first);
  const after = message?.after ?? [];
  const filled = after.length === 0 ? { pieces, taken: 0 } : fill(pieces, after);
  if (filled === undefined) return undefined;
  const left = after.slice(filled.taken);
  if (left.some((each) => costlyIn(context, each, allowed) !== undefined)) return undefined;
  const moved = [first, ...after.slice(0, filled.taken)];
  if (moved.some((each) => waits(context, each))) return undefined;
  const start = argumentRange(context, call.node, first)[0];
  const end = argumentRange(context, call.node, moved.at(-1) ?? first)[1];
  if (filled.taken === 0) return (fixer) => fixer.insertTextBeforeRange([start, end], "() => ");
  if (hasComments(context, [start, end])) return undefined;
  const text = `() => ${asTemplateLiteral(context, filled.pieces)}`;
  return (fixer) => fixer.replaceTextRange([start, end], text);
}

/** The pieces of a message with the arguments in place of its placeholders. */
function fill(
  pieces: readonly Piece[],
  after: readonly Node[],
): { pieces: Piece[]; taken: number } | undefined {
  const filled: Piece[] = [];
  let taken = 0;
  for (const piece of pieces) {
    if (typeof piece !== "string") {
      filled.push(piece);
      continue;
    }
    for (const part of parseTemplate(piece)) {
      if (part.kind === "text") {
        filled.push(part.text);
        continue;
      }
      const value = part.text === "{}" ? after[taken++] : undefined;
      // A name shows a field, and `:?` has no form as a text.
      if (value === undefined || value.type === ("SpreadElement" as string)) return undefined;
      filled.push(value);
    }
  }
  return { pieces: filled, taken };
}

function asTemplateLiteral(context: Context, pieces: readonly Piece[]): string {
  const texts = pieces.map((piece) => {
    if (typeof piece !== "string") return `\${${argumentText(context, bare(piece))}}`;
    return JSON.stringify(piece)
      .slice(1, -1)
      .replaceAll('\\"', '"')
      .replaceAll(/`|\$(?=\{)/g, "\\$&");
  });
  return `\`${texts.join("")}\``;
}

/** Whether an expression cannot move into a function. */
function waits(context: Context, node: Node): boolean {
  let does = false;
  walk(context, node, ({ type }) => {
    does ||= type === "AwaitExpression" || type === "YieldExpression";
  });
  return does;
}
