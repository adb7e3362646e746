import { around, bare, type Call, type Node } from "../ast.ts";
import type { Resolver } from "../origin/resolver.ts";
import { constantValue } from "../text/constant.ts";

/** Whether a call is reached only if a check of the level, such as `enabled("debug")`, was true. */
export function isGuarded(resolver: Resolver, call: Call): boolean {
  for (const { at, child } of around(call)) {
    if (at.type === "IfStatement" || at.type === "ConditionalExpression") {
      if (child === at.consequent && checks(resolver, at.test)) return true;
      if (child === at.alternate && denies(resolver, at.test)) return true;
    }
    if (at.type === "LogicalExpression" && at.operator === "&&" && child === at.right) {
      if (checks(resolver, at.left)) return true;
    }
    if (at.type === "BlockStatement" && leavesBefore(resolver, at.body, child)) return true;
    // A check around a callback may be long ago, but is the program's choice. A function with a name is called from
    // anywhere.
    if (at.type === "FunctionDeclaration") return false;
  }
  return false;
}

/** `if (!enabled("debug")) return;` among the statements before one. */
function leavesBefore(resolver: Resolver, statements: readonly Node[], child: Node): boolean {
  for (const statement of statements) {
    if (statement === child) return false;
    if (statement.type !== "IfStatement" || !leaves(statement.consequent)) continue;
    if (denies(resolver, statement.test)) return true;
  }
  return false;
}

function leaves(node: Node): boolean {
  if (node.type === "BlockStatement") {
    const last = node.body.at(-1);
    return last !== undefined && leaves(last);
  }
  return ["ReturnStatement", "ThrowStatement", "ContinueStatement", "BreakStatement"].includes(
    node.type,
  );
}

/** Whether a condition is true only if a level is enabled. */
function checks(resolver: Resolver, test: Node): boolean {
  const inner = bare(test);
  if (inner.type === "LogicalExpression") {
    const sides = [checks(resolver, inner.left), checks(resolver, inner.right)];
    return inner.operator === "&&" ? sides.includes(true) : !sides.includes(false);
  }
  if (inner.type === "Identifier") {
    const value = constantValue(resolver.context, inner);
    return value !== undefined && value.type !== "Identifier" && checks(resolver, value);
  }
  if (inner.type === "UnaryExpression") {
    return inner.operator === "!" && denies(resolver, inner.argument);
  }
  if (inner.type !== "CallExpression") return false;
  return resolver.origin(bare(inner.callee))?.kind === "enabled";
}

/** Whether a condition is true if no level is enabled: `!enabled("debug")`. */
function denies(resolver: Resolver, test: Node): boolean {
  const inner = bare(test);
  if (inner.type === "LogicalExpression" && inner.operator === "||") {
    return denies(resolver, inner.left) || denies(resolver, inner.right);
  }
  if (inner.type !== "UnaryExpression" || inner.operator !== "!") return false;
  return checks(resolver, inner.argument);
}
