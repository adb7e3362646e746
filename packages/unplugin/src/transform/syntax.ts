import type { Node } from "./node.ts";

/** Whether a call is followed by what needs its result as an operand of the highest precedence: `.x`, `()`, `` `…` ``. */
export function isChained(node: Node, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case "MemberExpression":
      return parent.object === node;
    case "CallExpression":
    case "NewExpression":
      return parent.callee === node;
    case "TaggedTemplateExpression":
      return parent.tag === node;
    case "Decorator":
    case "TSNonNullExpression":
    case "UpdateExpression":
      return true;
    default:
      return false;
  }
}

/** Whether `void 0` can stand in place of an expression without parentheses. */
export function takesUnary(parent: Node | undefined, node: Node): boolean {
  switch (parent?.type) {
    case "ExpressionStatement":
    case "ArrowFunctionExpression":
    case "VariableDeclarator":
    case "AssignmentExpression":
    case "AssignmentPattern":
    case "ReturnStatement":
    case "ThrowStatement":
    case "SequenceExpression":
    case "ConditionalExpression":
    case "LogicalExpression":
    case "ArrayExpression":
    case "Property":
    case "TemplateLiteral":
    case "AwaitExpression":
    case "YieldExpression":
    case "UnaryExpression":
    case "SpreadElement":
    case "IfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForStatement":
    case "SwitchStatement":
    case "SwitchCase":
    case "ExportDefaultDeclaration":
    case "PropertyDefinition":
      return true;
    case "CallExpression":
    case "NewExpression":
      return parent.callee !== node;
    case "MemberExpression":
      return parent.property === node;
    case "BinaryExpression":
      return parent.operator !== "**";
    default:
      return false;
  }
}

/** Nodes that have no values inside. */
export function isTypeOnly({ type }: Node): boolean {
  return (
    type === "ImportDeclaration" ||
    type === "TSTypeAnnotation" ||
    type === "TSTypeParameterInstantiation" ||
    type === "TSTypeParameterDeclaration" ||
    type === "TSInterfaceDeclaration" ||
    type === "TSTypeAliasDeclaration"
  );
}

export function isDirective(node: Node): boolean {
  return node.type === "ExpressionStatement" && typeof node.directive === "string";
}

/** Whether something is assigned to `module.exports`, `exports.x` and the like. */
export function isExports(left: Node): boolean {
  if (left.type === "Identifier") return left.name === "exports";
  if (left.type !== "MemberExpression") return false;
  const { object } = left;
  return object.type === "Identifier"
    ? ["module", "exports"].includes(object.name)
    : isExports(object);
}

/** Blanks, comments, and the parentheses around what stands before. */
const BETWEEN = /(?:\s|\)|\?\.|\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*)*/y;

/** The offset behind the opening parenthesis of a call's arguments. `from` is the end of what stands before it. */
export function afterParenthesis(code: string, from: number): number {
  BETWEEN.lastIndex = from;
  BETWEEN.test(code);
  return code.indexOf("(", BETWEEN.lastIndex) + 1;
}

/** Whether a list of arguments ends with a comma. `from` is the end of the last argument, `to` that of the list. */
export function hasTrailingComma(code: string, from: number, to: number): boolean {
  const rest = code.slice(from, to);
  return rest.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n\r\u2028\u2029]*/g, "").includes(",");
}
