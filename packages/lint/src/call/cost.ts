import { bare, type Context, isListed, type Node, pathOf, walk } from "../ast.ts";

/** Calls that take no longer than a log call below its level, or nearly so. */
export const CHEAP: readonly string[] = [
  "Array.isArray",
  "BigInt",
  "Boolean",
  "Date",
  "Date.now",
  "Math.*",
  "Number",
  "Number.*",
  "Object.is",
  "String",
  "String.raw",
  "performance.now",
  "process.hrtime",
  "process.hrtime.bigint",
  "process.uptime",
  "*.getTime",
  "*.has",
  "*.toFixed",
  "*.valueOf",
];

/** The first expression inside of a node that runs other code: a call, `new`, `await`, a tagged template. */
export function costlyIn(
  context: Context,
  node: Node,
  allowed: readonly string[],
): Node | undefined {
  let found: Node | undefined;
  walk(context, node, (each) => {
    if (found === undefined && isCostly(each, allowed)) found = each;
  });
  return found;
}

function isCostly(node: Node, allowed: readonly string[]): boolean {
  switch (node.type) {
    case "CallExpression":
    case "NewExpression":
      return !isAllowed(node.callee, allowed);
    case "TaggedTemplateExpression":
      return !isAllowed(node.tag, allowed);
    case "AwaitExpression":
    case "ImportExpression":
      return true;
    default:
      return false;
  }
}

/** Also the method of a value without a name: `(now - start).toFixed(1)`. */
function isAllowed(callee: Node, allowed: readonly string[]): boolean {
  const inner = bare(callee);
  const path = pathOf(inner);
  if (path !== undefined) return isListed(path, allowed);
  if (inner.type !== "MemberExpression" || inner.property.type !== "Identifier") return false;
  return !inner.computed && allowed.includes(`*.${inner.property.name}`);
}

/** The evaluation of an expression may do nothing, run other code, or change a value that stands before it. */
export type Effects = "none" | "runs" | "changes";

const CHANGES: readonly string[] = [
  "AssignmentExpression",
  "UpdateExpression",
  "AwaitExpression",
  "YieldExpression",
];

export function effectsOf(context: Context, node: Node): Effects {
  let effects: Effects = "none";
  walk(context, node, (each) => {
    const isDelete = each.type === "UnaryExpression" && each.operator === "delete";
    if (isDelete || CHANGES.includes(each.type)) effects = "changes";
    else if (effects === "none" && isCostly(each, [])) effects = "runs";
  });
  return effects;
}
