import { bare, type Context, type Node } from "../ast.ts";
import { constantText } from "./constant.ts";

/** A piece of a text that a program puts together: literal text, or an expression. */
export type Piece = string | Node;

/** The pieces of a template literal or a concatenation; of any other expression, itself. */
export function piecesOf(context: Context, node: Node): Piece[] {
  const inner = bare(node);
  if (inner.type === "Literal" && typeof inner.value === "string") return [inner.value];
  if (inner.type === "TemplateLiteral") {
    return inner.quasis.flatMap((quasi, i) => {
      const expression = inner.expressions[i];
      const text = quasi.value.cooked ?? "";
      return expression === undefined ? [text] : [text, ...nested(context, expression)];
    });
  }
  if (inner.type !== "BinaryExpression" || inner.operator !== "+" || !isText(context, inner)) {
    return [node];
  }
  return [...piecesOf(context, inner.left as Node), ...piecesOf(context, inner.right)];
}

/** A template literal inside of another one is a part of its text. */
function nested(context: Context, node: Node): Piece[] {
  const inner = bare(node);
  return inner.type === "TemplateLiteral" ? piecesOf(context, inner) : [node];
}

/** Whether an expression is a string for certain, so that `+` appends to it. */
export function isText(context: Context, node: Node): boolean {
  const inner = bare(node);
  if (inner.type === "TemplateLiteral") return true;
  if (inner.type === "BinaryExpression" && inner.operator === "+") {
    return isText(context, inner.left as Node) || isText(context, inner.right);
  }
  if (inner.type === "UnaryExpression") return inner.operator === "typeof";
  return constantText(context, inner) !== undefined;
}
