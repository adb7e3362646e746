import { childrenOf, inner, type Node, type NodeOf } from "./node.ts";

/** A part of the arguments of a removed call that stays, because it may have an effect. */
export interface Effect {
  readonly node: Node;
  /** The part is the operand of `...`, whose iteration may have an effect. */
  readonly isSpread?: boolean;
}

/** Facts about the program. */
export interface Knowledge {
  /** Whether a call of a function has no effect but its result, such as `logger("x")`. */
  isPure(call: NodeOf<"CallExpression">): boolean;
  /** Whether an identifier is a rest parameter: an array. */
  isRest(identifier: Node): boolean;
}

/**
 * The parts of an expression that may have effects, in the order in which they run: calls, `new`, `await`, `yield`,
 * assignments, `delete`, tagged templates, `import()`. Reading a member counts as none.
 */
export function effectsOf(node: Node, known: Knowledge): Effect[] {
  const of = (part: Node): Effect[] => effectsOf(part, known);
  switch (node.type) {
    case "Literal":
    case "Identifier":
    case "ThisExpression":
    case "Super":
    case "MetaProperty":
    case "PrivateIdentifier":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
    case "TemplateElement":
    case "JSXText":
    case "JSXEmptyExpression":
    case "JSXIdentifier":
    case "JSXNamespacedName":
    case "JSXMemberExpression":
    case "JSXClosingElement":
    case "JSXOpeningFragment":
    case "JSXClosingFragment":
      return [];
    case "UnaryExpression":
      return node.operator === "delete" ? [{ node }] : of(node.argument);
    case "LogicalExpression":
      return of(node.right).length > 0 ? [{ node }] : of(node.left);
    case "ConditionalExpression":
      return [node.consequent, node.alternate].flatMap(of).length > 0 ? [{ node }] : of(node.test);
    case "MemberExpression":
      return [...of(node.object), ...(node.computed ? of(node.property) : [])];
    case "ChainExpression":
      return of(node.expression).length > 0 ? [{ node }] : [];
    case "Property":
      return [...(node.computed ? of(node.key) : []), ...of(node.value)];
    case "SpreadElement":
      return spread(node, known);
    case "ObjectExpression":
      return node.properties.flatMap((property) =>
        of(property.type === "SpreadElement" ? property.argument : property),
      );
    case "ClassExpression":
      return runsCode(node, known) ? [{ node }] : [];
    case "CallExpression":
      if (!known.isPure(node)) return [{ node }];
      return [node.callee, ...node.arguments].flatMap(of);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "TSTypeAssertion":
    case "TSInstantiationExpression":
    case "ParenthesizedExpression":
      return of(node.expression);
    case "TemplateLiteral":
    case "ArrayExpression":
    case "BinaryExpression":
    case "SequenceExpression":
    case "JSXElement":
    case "JSXFragment":
    case "JSXOpeningElement":
    case "JSXAttribute":
    case "JSXSpreadAttribute":
    case "JSXExpressionContainer":
    case "JSXSpreadChild":
      return childrenOf(node).flatMap(of);
    default:
      return [{ node }];
  }
}

/** Elements that are spread: an iterator may have effects, but not that of an array. */
function spread({ argument }: NodeOf<"SpreadElement">, known: Knowledge): Effect[] {
  const bare = inner(argument);
  if (bare.type === "ArrayExpression" || bare.type === "Literal") return effectsOf(bare, known);
  if (bare.type === "Identifier" && known.isRest(bare)) return [];
  return [{ node: argument, isSpread: true }];
}

/** Whether the definition of a class runs code. */
function runsCode({ superClass, body, decorators }: NodeOf<"ClassExpression">, known: Knowledge) {
  if (decorators.length > 0) return true;
  if (superClass !== null && effectsOf(superClass, known).length > 0) return true;
  return body.body.some((element) => {
    if (element.type === "StaticBlock") return true;
    if (!("key" in element)) return false;
    if (element.decorators.length > 0 || element.computed) return true;
    const isField = element.type === "PropertyDefinition" || element.type === "AccessorProperty";
    return isField && element.static && element.value !== null;
  });
}
