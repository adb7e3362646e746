import { type Argument, bare, type Context, isFunction, type Node } from "../ast.ts";
import { logCall } from "../call/log-call.ts";
import { shapeOf } from "../call/shape.ts";
import { variableAt } from "../origin/variables.ts";
import type { Rule as LintRule } from "../plugin.ts";
import { optionsOf } from "../settings.ts";
import { isConstant } from "../text/constant.ts";
import { callRule } from "./rule.ts";

interface Options {
  readonly withoutArguments: boolean;
}

/** A message from elsewhere, whose braces are read as placeholders. */
export const literalMessage: LintRule = callRule("literal-message", {
  type: "problem",
  description: "messages that may come from outside of the program, and have arguments",
  messages: {
    braces: 'pass this text as an argument, or braces in it are read as placeholders: "{}"',
    constant: 'pass this text as an argument: "{}"',
    argument: 'Pass it as an argument of "{}"',
  },
  hasSuggestions: true,
  options: { withoutArguments: { type: "boolean" } },
  create(resolver, context) {
    const { withoutArguments = false } = optionsOf<Options>(context);
    return (node) => {
      const call = logCall(resolver, node);
      if (call === undefined || isPassedOn(context, call.args)) return;
      const message = unknownMessage(context, call.args);
      if (message === undefined) return;
      const hasArguments = call.args.at(-1) !== message;
      if (!hasArguments && !withoutArguments) return;
      context.report({
        node: message,
        messageId: hasArguments ? "braces" : "constant",
        suggest: [
          {
            messageId: "argument",
            fix: (fixer) => fixer.insertTextBefore(message, '"{}", '),
          },
        ],
      });
    };
  },
});

/** The argument that is taken for the message, and of which the file does not tell what it is. */
function unknownMessage(context: Context, args: readonly Argument[]): Node | undefined {
  const [first, second] = args;
  if (first === undefined || first.type === "SpreadElement") return undefined;
  const shape = shapeOf(context, first);
  const isAlone = second === undefined || second.type === "SpreadElement";
  const next = isAlone ? undefined : shapeOf(context, second);
  if (shape === "text") return isVariable(context, first) ? first : undefined;
  // A text as the second argument is the message: fields, an error or a request stand before it, as in pino.
  if (shape === "unknown") return next === "text" ? undefined : first;
  if (shape !== "record" || second === undefined) return undefined;
  return next === "unknown" || isVariable(context, second) ? second : undefined;
}

/** Whether a text was put together before the call. One that is put together in it is for the rule `placeholders`. */
function isVariable(context: Context, node: Node): boolean {
  const inner = bare(node);
  if (inner.type === "ConditionalExpression") {
    return mayVary(context, inner.consequent) || mayVary(context, inner.alternate);
  }
  if (inner.type === "LogicalExpression") {
    return mayVary(context, inner.left) || mayVary(context, inner.right);
  }
  const { type } = inner;
  if (type === "TemplateLiteral" || type === "BinaryExpression") return false;
  return type !== "UnaryExpression" && !isConstant(context, inner);
}

/** Whether a branch of a message may be another text each time. */
function mayVary(context: Context, node: Node): boolean {
  const { type } = bare(node);
  const isChoice = type === "ConditionalExpression" || type === "LogicalExpression";
  return isChoice ? isVariable(context, node) : !isConstant(context, node);
}

/** A function that passes its own message and arguments on: `(message, ...args) => info(message, ...args)`. */
function isPassedOn(context: Context, [first, ...others]: readonly Argument[]): boolean {
  if (first === undefined || !isParameter(context, first)) return false;
  return others.some(
    (other) => other.type === "SpreadElement" && isParameter(context, other.argument),
  );
}

function isParameter(context: Context, node: Node): boolean {
  const inner = bare(node);
  if (inner.type !== "Identifier") return false;
  const [definition] = variableAt(context, inner, inner.name)?.defs ?? [];
  return definition?.type === "Parameter" && isFunction(definition.node as Node);
}
