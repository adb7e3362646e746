import { bare, type Context, isInside, type Node, nameOfKey, pathOf } from "../ast.ts";
import { onlyValue, variableAt } from "../origin/variables.ts";

/** A name in capitals is that of a constant, wherever it comes from: `MESSAGES.started`, `codes.NO_ROUTE`. */
const CAPITALS = /^[A-Z][A-Z0-9_]*$/;

/** The text that an expression always is; `undefined` if it may be another one, or is not known. */
export function constantText(context: Context, node: Node): string | undefined {
  const inner = bare(node);
  switch (inner.type) {
    case "Literal":
      return typeof inner.value === "string" ? inner.value : undefined;
    case "TemplateLiteral":
      return templateText(context, inner);
    case "TaggedTemplateExpression":
      return pathOf(inner.tag) === "String.raw" && inner.quasi.expressions.length === 0
        ? inner.quasi.quasis[0]?.value.raw
        : undefined;
    case "BinaryExpression": {
      if (inner.operator !== "+") return undefined;
      const left = constantText(context, inner.left as Node);
      const right = constantText(context, inner.right);
      return left === undefined || right === undefined ? undefined : left + right;
    }
    case "Identifier":
    case "MemberExpression": {
      const value = constantValue(context, inner);
      return value === undefined ? undefined : constantText(context, value);
    }
    default:
      return undefined;
  }
}

function templateText(
  context: Context,
  node: Node & { type: "TemplateLiteral" },
): string | undefined {
  let text = "";
  for (const [i, quasi] of node.quasis.entries()) {
    text += quasi.value.cooked ?? "";
    const expression = node.expressions[i];
    if (expression === undefined) continue;
    const inner = constantText(context, expression);
    if (inner === undefined) return undefined;
    text += inner;
  }
  return text;
}

/** The expression that a constant of the file was given: `NAME`, or `MESSAGES.name` of an object literal. */
export function constantValue(context: Context, node: Node): Node | undefined {
  const inner = bare(node);
  if (inner.type === "Identifier") {
    const variable = variableAt(context, inner, inner.name);
    const value = variable === undefined ? undefined : onlyValue(variable);
    // In `const text = text + "x"` the name is its own value.
    return value === undefined || isInside(inner, value) ? undefined : value;
  }
  if (inner.type !== "MemberExpression" || inner.object.type === "Super") return undefined;
  const name = nameOfKey(inner.property, inner.computed);
  const owner = constantValue(context, inner.object);
  const object = owner === undefined ? undefined : bare(owner);
  if (object?.type !== "ObjectExpression") return undefined;
  for (const property of object.properties) {
    if (property.type !== "Property") return undefined;
    if (nameOfKey(property.key, property.computed) === name) return property.value as Node;
  }
  return undefined;
}

/** Whether a text cannot come from outside, though it may not be known: a constant of another module, an enum. */
export function isConstant(context: Context, node: Node): boolean {
  if (constantText(context, node) !== undefined) return true;
  const inner = bare(node);
  if (inner.type === "Literal") return true;
  if (inner.type === "TemplateLiteral") {
    return inner.expressions.every((expression) => isConstant(context, expression));
  }
  if (inner.type === "BinaryExpression") {
    return isConstant(context, inner.left as Node) && isConstant(context, inner.right);
  }
  if (inner.type === "Identifier") return CAPITALS.test(inner.name);
  if (inner.type !== "MemberExpression" || inner.object.type === "Super") return false;
  const name = nameOfKey(inner.property, inner.computed);
  if (name !== undefined && CAPITALS.test(name)) return true;
  return isEnum(context, inner.object) || isConstant(context, inner.object);
}

function isEnum(context: Context, node: Node): boolean {
  const inner = bare(node);
  if (inner.type !== "Identifier") return false;
  const [definition] = variableAt(context, inner, inner.name)?.defs ?? [];
  return (definition?.node as { type?: string } | undefined)?.type === "TSEnumDeclaration";
}
