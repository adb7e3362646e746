import { type Argument, bare, type Call, type Node, pathOf } from "../ast.ts";
import type { Resolver } from "../origin/resolver.ts";
import { levelMeant } from "./levels.ts";
import { type Shape, shapeOf } from "./shape.ts";

/** A call of a log function. */
export interface LogCall {
  readonly node: Call;
  /** `undefined` if it is not known: `log(level, "…")`. */
  readonly level: string | undefined;
  /** The arguments of the call at that level, so without the one that names it. */
  readonly args: readonly Argument[];
}

/** Names of variables that hold levels. */
const LEVEL = /(?:level|severity|priority)$/i;

/** The message of a call, and the arguments around it. */
export interface Message {
  readonly node: Node;
  /** The fields or the error before it, as in pino; `undefined` if the message is the first argument. */
  readonly before: Argument | undefined;
  /** Shape of `before`. If it is unknown, `before` may itself be the message, and `node` an argument. */
  readonly shape: Shape;
  readonly after: readonly Argument[];
}

/** Reads a call, if it is one of a log function of fastlog. */
export function logCall(resolver: Resolver, node: Call): LogCall | undefined {
  const callee = bare(node.callee);
  if (callee.type === "Super") return undefined;
  const origin = resolver.origin(callee);
  const args = node.arguments;
  if (origin?.kind === "level") return { node, level: origin.level, args };
  if (origin?.kind !== "log") return undefined;
  return levelled(resolver, node, args, origin.own);
}

/** A call of `log`. A level alone is a message. */
function levelled(
  resolver: Resolver,
  node: Call,
  args: readonly Argument[],
  own: readonly string[],
): LogCall {
  const [first, ...others] = args;
  if (first === undefined || first.type === "SpreadElement")
    return { node, level: undefined, args: [] };
  const value = bare(first);
  if (value.type === "Literal") {
    const level = others.length > 0 ? levelMeant(value.value, own) : undefined;
    return level === undefined ? { node, level: "info", args } : { node, level, args: others };
  }
  if (others.length === 0 || shapeOf(resolver.context, first) !== "unknown") {
    return { node, level: "info", args };
  }
  const isLevel = LEVEL.test(pathOf(first) ?? "") && isText(resolver, others[0]);
  return { node, level: undefined, args: isLevel ? others : [] };
}

function isText(resolver: Resolver, node: Argument | undefined): boolean {
  if (node === undefined || node.type === "SpreadElement") return false;
  return shapeOf(resolver.context, node) === "text";
}

/** The message of a call; `undefined` if it has none, or none that can be told from the other arguments. */
export function messageOf(resolver: Resolver, args: readonly Argument[]): Message | undefined {
  const [first, second, ...others] = args;
  if (first === undefined || first.type === "SpreadElement") return undefined;
  const shape: Shape = shapeOf(resolver.context, first);
  if (shape === "text") {
    return { node: first, before: undefined, shape, after: args.slice(1) };
  }
  if (shape === "value" || second === undefined || second.type === "SpreadElement")
    return undefined;
  // Of an unknown first argument, a text after it says that it is no message.
  if (shapeOf(resolver.context, second) !== "text") return undefined;
  return { node: second, before: first, shape, after: others };
}
