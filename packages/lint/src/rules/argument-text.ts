import type { Call, Context, Node } from "../ast.ts";

/** The source of an expression as an argument of a call. */
export function argumentText(context: Context, node: Node): string {
  const text = context.sourceCode.getText(node);
  return node.type === "SequenceExpression" ? `(${text})` : text;
}

/** Start and end of an argument of a call, with the parentheses around it. */
export function argumentRange(context: Context, call: Call, node: Node): [number, number] {
  const { sourceCode } = context;
  let [start, end] = node.range ?? [0, 0];
  let before = sourceCode.getTokenBefore(node);
  let after = sourceCode.getTokenAfter(node);
  while (before?.value === "(" && after?.value === ")" && after.range[1] !== call.range?.[1]) {
    [start, end] = [before.range[0], after.range[1]];
    before = sourceCode.getTokenBefore(before);
    after = sourceCode.getTokenAfter(after);
  }
  return [start, end];
}

/** Whether a comment stands in a part of the source, which a change of it would lose. */
export function hasComments(context: Context, [start, end]: readonly [number, number]): boolean {
  return context.sourceCode
    .getAllComments()
    .some(({ range }) => range !== undefined && range[0] < end && range[1] > start);
}
