import type { Rule } from "eslint";
import type * as estree from "estree";

/** A node of the syntax tree. Those of ESLint and Oxlint know their parents. */
export type Node = estree.Node & { readonly parent?: Node | null | undefined };
export type Argument = (estree.Expression | estree.SpreadElement) & {
  readonly parent?: Node | null | undefined;
};
export type Call = estree.SimpleCallExpression & { readonly parent?: Node | null | undefined };
export type Context = Rule.RuleContext;

/** Nodes of TypeScript around an expression that change nothing at run time. */
const TYPE_ONLY: readonly string[] = [
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "ParenthesizedExpression",
  "ChainExpression",
];

/** The expression inside of type assertions and optional chains. */
export function bare(node: Node): Node {
  let inner = node;
  while (TYPE_ONLY.includes(inner.type) && "expression" in inner) inner = inner.expression as Node;
  return inner;
}

/** The outermost node that is this expression, with assertions and a chain around it. */
export function whole(node: Node): Node {
  let outer = node;
  while (outer.parent && TYPE_ONLY.includes(outer.parent.type)) outer = outer.parent;
  return outer;
}

/** The nodes around a node, from the inside out, each with its child on the way. */
export function* around(node: Node): Generator<{ readonly at: Node; readonly child: Node }> {
  let child = node;
  for (let at = node.parent; at; at = at.parent) {
    yield { at, child };
    child = at;
  }
}

/** The name that a member expression or a property of an object or class has, if it is always the same. */
export function nameOfKey(key: Node, isComputed: boolean): string | undefined {
  if (key.type === "PrivateIdentifier") return `#${key.name}`;
  if (!isComputed && key.type === "Identifier") return key.name;
  if (key.type === "Literal") return typeof key.value === "string" ? key.value : undefined;
  if (key.type !== "TemplateLiteral" || key.expressions.length > 0) return undefined;
  return key.quasis[0]?.value.cooked ?? undefined;
}

/** The text of an expression of names, such as `req.log` or `this.#log`. */
export function pathOf(node: Node): string | undefined {
  const inner = bare(node);
  if (inner.type === "Identifier") return inner.name;
  if (inner.type === "ThisExpression") return "this";
  if (inner.type !== "MemberExpression") return undefined;
  const before = pathOf(inner.object);
  const name = nameOfKey(inner.property, inner.computed);
  return before === undefined || name === undefined ? undefined : `${before}.${name}`;
}

/** Whether a name of a list is that of the path: `req.log`, or `*.log` and `Math.*` for any other part. */
export function isListed(path: string, list: readonly string[]): boolean {
  return list.some((entry) => {
    if (entry.startsWith("*.")) return path.endsWith(entry.slice(1));
    return entry.endsWith(".*") ? path.startsWith(entry.slice(0, -1)) : path === entry;
  });
}

/** Whether `inner` stands inside of `outer`, or is it. */
export function isInside(inner: Node, outer: Node): boolean {
  const [[start, end] = [0, 0], [from, to] = [0, 0]] = [inner.range, outer.range];
  return from <= start && end <= to;
}

export function isFunction(node: Node): boolean {
  return (
    node.type === "FunctionDeclaration" ||
    node.type === "FunctionExpression" ||
    node.type === "ArrowFunctionExpression"
  );
}

/** The child nodes of a node, in the order of the source. */
export function childrenOf(context: Context, node: Node): Node[] {
  const keys = context.sourceCode.visitorKeys[node.type] ?? [];
  return keys.flatMap((key) => {
    const value = (node as unknown as Readonly<Record<string, unknown>>)[key];
    return (Array.isArray(value) ? value : [value]).filter(isNode);
  });
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && "type" in value;
}

/** Calls `visit` for a node and all nodes inside of it, but not inside of functions and classes. */
export function walk(context: Context, node: Node, visit: (node: Node) => void): void {
  if (isFunction(node) || node.type.startsWith("Class")) return;
  visit(node);
  for (const child of childrenOf(context, node)) walk(context, child, visit);
}
