import type { Scope } from "eslint";
import { type Context, isInside, type Node } from "../ast.ts";

/** The variable that a name means at this place; `undefined` for a global one that no code of the file defines. */
export function variableAt(context: Context, node: Node, name: string): Scope.Variable | undefined {
  let scope: Scope.Scope | null = context.sourceCode.getScope(node);
  for (; scope !== null; scope = scope.upper) {
    const variable = scope.set.get(name);
    if (variable !== undefined) return variable.defs.length > 0 ? variable : undefined;
  }
  return undefined;
}

/**
 * The expressions that are assigned to a variable, except defaults inside of a pattern, and `null` and `undefined`,
 * which wait for another one.
 */
export function writesTo(variable: Scope.Variable): Node[] {
  const [definition] = variable.defs;
  const pattern = definition?.type === "Variable" ? (definition.node.id as Node) : undefined;
  return variable.references.flatMap(({ writeExpr }) => {
    if (writeExpr === undefined || writeExpr === null) return [];
    const value = writeExpr as Node;
    if (pattern !== undefined && isInside(value, pattern)) return [];
    if (value.type === "Literal" && value.value === null) return [];
    return value.type === "Identifier" && value.name === "undefined" ? [] : [value];
  });
}

/** The value of a variable that has one only: a `const`, or a `let` that is never assigned again. */
export function onlyValue(variable: Scope.Variable): Node | undefined {
  const [definition, ...others] = variable.defs;
  if (definition?.type !== "Variable" || others.length > 0) return undefined;
  const declarator = definition.node as Node;
  if (declarator.type !== "VariableDeclarator" || declarator.id.type !== "Identifier")
    return undefined;
  const isWritten = variable.references.some(
    (reference) => reference.isWrite() && reference.init !== true,
  );
  return isWritten || declarator.init === null ? undefined : (declarator.init as Node | undefined);
}

/** The names that lead from a destructured value to a variable; `undefined` where they are not plain names. */
export function pathInPattern(pattern: Node, variable: Node): readonly string[] | undefined {
  if (pattern === variable) return [];
  if (pattern.type === "AssignmentPattern") return pathInPattern(pattern.left, variable);
  if (pattern.type !== "ObjectPattern") return undefined;
  for (const property of pattern.properties) {
    if (property.type !== "Property") continue;
    const path = pathInPattern(property.value, variable);
    if (path === undefined) continue;
    const { key } = property;
    if (key.type === "Identifier" && !property.computed) return [key.name, ...path];
    if (key.type === "Literal" && typeof key.value === "string") return [key.value, ...path];
    return undefined;
  }
  return undefined;
}
