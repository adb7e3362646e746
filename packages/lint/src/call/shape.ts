import { bare, type Context, isInside, type Node, pathOf } from "../ast.ts";
import { typeOf } from "../origin/classes.ts";
import { isSiteMaker } from "../origin/modules.ts";
import { onlyValue, variableAt } from "../origin/variables.ts";
import { isConstant } from "../text/constant.ts";
import { isText } from "../text/pieces.ts";

/**
 * The core takes an argument for a text, a record (fields, an error, a request, nothing), or another value,
 * which it appends. `maybe record` is one by its name; of `unknown` the file does not tell.
 */
export type Shape = "text" | "record" | "maybe record" | "value" | "unknown";

/** Names that programs give errors, and those of requests and responses. */
const RECORDS =
  /^(?:e|ex|err|error|exception|failure|cause|reason|req|res|request|response|reply)\d*$|(?:err|error|exception)$/i;

const ERROR_TYPES = /(?:Error|Exception)$/;

/** Returns the shape of an expression, as far as the file tells. */
export function shapeOf(context: Context, node: Node): Shape {
  const inner = bare(node);
  switch (inner.type) {
    case "Literal":
      if (typeof inner.value === "string") return "text";
      return inner.value === null && !("regex" in inner) ? "record" : "value";
    case "ObjectExpression":
    case "ThisExpression":
      return "record";
    case "NewExpression":
      return "record";
    case "ArrayExpression":
    case "ArrowFunctionExpression":
    case "FunctionExpression":
    case "ClassExpression":
    case "UpdateExpression":
      return "value";
    case "UnaryExpression":
      if (inner.operator === "void") return "record";
      return inner.operator === "typeof" ? "text" : "value";
    case "BinaryExpression":
      if (inner.operator !== "+") return "value";
      return isText(context, inner) ? "text" : "unknown";
    case "AssignmentExpression":
      return inner.operator === "=" ? shapeOf(context, inner.right) : "unknown";
    case "ConditionalExpression":
      return both(shapeOf(context, inner.consequent), shapeOf(context, inner.alternate));
    case "LogicalExpression":
      return both(shapeOf(context, inner.left), shapeOf(context, inner.right));
    case "CallExpression":
      if (isSiteMaker(context, bare(inner.callee))) return "value";
      return isRecordName(pathOf(inner.callee)) ? "maybe record" : "unknown";
    default:
      return isText(context, inner) || isConstant(context, inner) ? "text" : named(context, inner);
  }
}

/** A variable or a member. */
function named(context: Context, node: Node): Shape {
  if (node.type === "Identifier") {
    if (node.name === "undefined") return "record";
    const known = ofVariable(context, node);
    if (known !== undefined) return known;
  }
  return isRecordName(pathOf(node)) ? "maybe record" : "unknown";
}

function ofVariable(context: Context, node: Node & { type: "Identifier" }): Shape | undefined {
  const variable = variableAt(context, node, node.name);
  const [definition] = variable?.defs ?? [];
  if (variable === undefined || definition === undefined) return undefined;
  if (definition.type === "CatchClause") return "record";
  if (definition.type === "ClassName" || definition.type === "FunctionName") return "value";
  const typed = byType(typeOf(definition.name as Node));
  if (typed !== undefined) return typed;
  const value = onlyValue(variable);
  const shape = value === undefined || isInside(node, value) ? "unknown" : shapeOf(context, value);
  return shape === "unknown" ? undefined : shape;
}

function byType(type: Node | undefined): Shape | undefined {
  const { type: kind, typeName } = (type ?? {}) as {
    readonly type?: string;
    readonly typeName?: { readonly name?: string };
  };
  if (kind === "TSTypeLiteral") return "record";
  if (kind === "TSNumberKeyword" || kind === "TSBooleanKeyword" || kind === "TSArrayType")
    return "value";
  if (kind !== "TSTypeReference") return undefined;
  return ERROR_TYPES.test(typeName?.name ?? "") ? "record" : undefined;
}

function isRecordName(path: string | undefined): boolean {
  return path !== undefined && RECORDS.test(path.slice(path.lastIndexOf(".") + 1));
}

/** The shape of a value that is one of two. */
function both(one: Shape, other: Shape): Shape {
  return one === other ? one : "unknown";
}
