import { type Node, visitorKeys } from "oxc-parser";

export type { Node } from "oxc-parser";

/** A node of one type. */
export type NodeOf<Type extends Node["type"]> = Each<Node, Type>;

/** Some nodes, such as classes, have one of several types. */
type Each<One extends Node, Type> = One extends Node
  ? Type extends One["type"]
    ? One
    : never
  : never;

export type Call = NodeOf<"CallExpression"> | NodeOf<"TaggedTemplateExpression">;

/** The children of a node, in the order of the source. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = (node as unknown as Record<string, unknown>)[key];
    if (Array.isArray(value)) children.push(...value.filter(isNode));
    else if (isNode(value)) children.push(value);
  }
  return children.sort((a, b) => a.start - b.start);
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value && "start" in value;
}

/** An expression without what TypeScript writes around it, and without the `0` of `(0, info)("…")`. */
export function inner(node: Node): Node {
  switch (node.type) {
    case "ParenthesizedExpression":
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ChainExpression":
      return inner(node.expression);
    case "SequenceExpression": {
      const last = node.expressions.at(-1);
      const others = node.expressions.slice(0, -1);
      return last !== undefined && others.every(({ type }) => type === "Literal")
        ? inner(last)
        : node;
    }
    default:
      return node;
  }
}

/** The constant text that an expression is; `undefined` for any other. */
export function textOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const bare = inner(node);
  if (bare.type === "Literal") return typeof bare.value === "string" ? bare.value : undefined;
  if (bare.type !== "TemplateLiteral" || bare.expressions.length > 0) return undefined;
  return bare.quasis[0]?.value.cooked ?? undefined;
}

/** The name of a member that an expression reads, if it is constant. */
export function memberName(node: NodeOf<"MemberExpression">): string | undefined {
  const { property } = node;
  if (node.computed) return textOf(property);
  return property.type === "Identifier" ? property.name : undefined;
}

/** The name of a property of an object or a pattern, if it is constant. */
export function keyName(property: { key: Node; computed: boolean }): string | undefined {
  if (property.computed || property.key.type === "Literal") return textOf(property.key);
  return property.key.type === "Identifier" ? property.key.name : undefined;
}
