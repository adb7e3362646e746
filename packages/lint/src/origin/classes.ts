import { around, isFunction, type Node, nameOfKey, pathOf } from "../ast.ts";

/** Where a member of a class gets its value: from an expression, or by a type. */
export interface ClassMember {
  readonly value: Node | undefined;
  /** A node with a type annotation. */
  readonly typed: Node | undefined;
}

/** The class whose instance, or which itself, `this` is at this place. */
export function classAround(node: Node): Node | undefined {
  for (const { at } of around(node)) {
    if (at.type === "ClassBody") return at.parent ?? undefined;
    if (!isFunction(at) || at.type === "ArrowFunctionExpression") continue;
    if (at.parent?.type !== "MethodDefinition") return undefined;
  }
  return undefined;
}

/** A field of a class, by its name: declared, a parameter property of TypeScript, or set in the constructor. */
export function memberOfClass(owner: Node, name: string): ClassMember | undefined {
  if (owner.type !== "ClassDeclaration" && owner.type !== "ClassExpression") return undefined;
  for (const member of owner.body.body as readonly Node[]) {
    if (member.type === "PropertyDefinition" && nameOfKey(member.key, member.computed) === name) {
      const value = (member.value as Node | null) ?? undefined;
      if (value !== undefined || typeOf(member) !== undefined) return { value, typed: member };
    }
    if (member.type !== "MethodDefinition" || member.kind !== "constructor") continue;
    const found = parameterProperty(member.value, name) ?? assigned(member.value, name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `constructor(private readonly log: Logger)`. */
function parameterProperty(method: Node, name: string): ClassMember | undefined {
  if (method.type !== "FunctionExpression") return undefined;
  for (const parameter of method.params as readonly { type: string; parameter?: Node }[]) {
    if (parameter.type !== "TSParameterProperty" || parameter.parameter === undefined) continue;
    const inner = parameter.parameter;
    const isDefault = inner.type === "AssignmentPattern";
    const typed = isDefault ? (inner.left as Node) : inner;
    if (typed.type !== "Identifier" || typed.name !== name) continue;
    return { value: isDefault ? (inner.right as Node) : undefined, typed };
  }
  return undefined;
}

/** `this.log = …` among the statements of the constructor. */
function assigned(method: Node, name: string): ClassMember | undefined {
  if (method.type !== "FunctionExpression") return undefined;
  for (const statement of method.body.body) {
    if (statement.type !== "ExpressionStatement") continue;
    const { expression } = statement;
    if (expression.type !== "AssignmentExpression" || expression.operator !== "=") continue;
    if (pathOf(expression.left as Node) !== `this.${name}`) continue;
    return { value: expression.right as Node, typed: undefined };
  }
  return undefined;
}

/** The type that TypeScript source gives a name or a field. */
export function typeOf(node: Node): Node | undefined {
  const { typeAnnotation } = node as { readonly typeAnnotation?: { typeAnnotation?: Node } | null };
  return typeAnnotation?.typeAnnotation;
}
