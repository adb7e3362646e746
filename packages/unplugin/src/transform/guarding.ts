import { effectsOf, type Knowledge } from "./effects.ts";
import type { File } from "./file.ts";
import type { LogCall } from "./log-calls.ts";
import { childrenOf, inner, type Node, textOf } from "./node.ts";
import { isChained } from "./syntax.ts";

/**
 * Lets the arguments of a call be evaluated only where its level is on, if that is work. Returns the reason for which
 * that is not possible.
 */
export function guard(call: LogCall, file: File): string | undefined {
  const { node, levelName } = call;
  const given = node.type === "CallExpression" ? node.arguments : node.quasi.expressions;
  if (!given.some((argument) => isWork(argument, file.known))) return undefined;
  const whole = file.wholeOf(node);
  const parent = file.parentOf(whole);
  const isStatement = parent?.type === "ExpressionStatement";
  if (isChained(whole, parent) || (!isStatement && file.beginsStatement(whole)))
    return "its arguments are not lazy: something reads the result of the call";
  if (given.some(assigns)) return "its arguments are not lazy: they change variables";
  if (levelName === undefined) return "its arguments are not lazy: its level is not known";
  const asked = askedBy(call, file);
  if (asked === undefined) return "its arguments are not lazy: its logger is not known";
  const condition = `${asked}(${JSON.stringify(levelName)})`;
  file.edited.prependRight(whole.start, isStatement ? `${condition} && ` : `(${condition} ? `);
  if (!isStatement) file.edited.appendLeft(whole.end, " : void 0)");
  return undefined;
}

/** The function that tells whether the level of a call is on. */
function askedBy({ node, callee, meaning }: LogCall, file: File): string | undefined {
  const called = inner(callee);
  if (called.type === "MemberExpression") {
    const object = inner(called.object);
    if (file.meanings.of(object)?.kind === "logger")
      return isPath(object) ? `${file.code.slice(object.start, object.end)}.isEnabled` : undefined;
  }
  const isPlain =
    meaning.kind === "export" ||
    (meaning.kind === "level" && meaning.isPlain) ||
    (meaning.kind === "event" && node.type === "CallExpression" && node.arguments.length === 1);
  if (!isPlain || !file.options.binds || file.origin === undefined || file.isInOrigin(node))
    return undefined;
  const variable = file.header.logging("enabled");
  // Before the body of the module has run, the call itself decides.
  if (file.mayBeEarly) file.header.early("enabled", "(() => true)");
  return variable;
}

/** Whether an expression is a variable, or a member of one or of `this`. */
function isPath(node: Node): boolean {
  if (node.type !== "MemberExpression") return node.type === "Identifier";
  const isName = !node.computed && !node.optional;
  return isName && (node.object.type === "ThisExpression" || node.object.type === "Identifier");
}

/** Whether evaluating an argument is work that a disabled level should not cause. */
function isWork(node: Node, known: Knowledge): boolean {
  const bare = inner(node);
  if (bare.type === "TemplateLiteral" && bare.expressions.length > 0) return true;
  if (bare.type === "BinaryExpression" && bare.operator === "+") return textOf(bare) === undefined;
  return effectsOf(node, known).length > 0;
}

/** Whether evaluating an expression assigns to something that the program may use later. */
function assigns(node: Node): boolean {
  switch (node.type) {
    case "AssignmentExpression":
    case "UpdateExpression":
      return true;
    case "UnaryExpression":
      return node.operator === "delete" || assigns(node.argument);
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return false;
    default:
      return childrenOf(node).some(assigns);
  }
}
