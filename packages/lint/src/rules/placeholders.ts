import type { Rule } from "eslint";
import { type Argument, bare, type Call, type Context, type Node } from "../ast.ts";
import { CHEAP, costlyIn, effectsOf } from "../call/cost.ts";
import { type LogCall, logCall, type Message, messageOf } from "../call/log-call.ts";
import type { Rule as LintRule } from "../plugin.ts";
import { isConstant } from "../text/constant.ts";
import { type Piece, piecesOf } from "../text/pieces.ts";
import { quoted } from "../text/quoted.ts";
import { type Part, parseTemplate, writeTemplate } from "../text/template.ts";
import { argumentRange, argumentText, hasComments } from "./argument-text.ts";
import { callRule } from "./rule.ts";

/** A message with placeholders, and the arguments that take the place of its expressions. */
interface Rewritten {
  readonly template: string;
  readonly values: readonly Node[];
  /** How many of the arguments after the message are among the values. */
  readonly taken: number;
}

/** Levels that are usually off: their costly messages are those of the rule `lazy-arguments`. */
const LAZY: readonly (string | undefined)[] = ["debug", "trace"];

/** A template literal or a concatenation as a message, where placeholders would do. */
export const placeholders: LintRule = callRule("placeholders", {
  type: "suggestion",
  description: "messages with placeholders in place of template literals and concatenations",
  messages: {
    values: 'pass the values as arguments: "{{template}}"',
    braces:
      'pass the values as arguments, or braces in them are read as placeholders: "{{template}}"',
    unclear: "pass the values as arguments of placeholders",
    replace: "Pass the values as arguments",
  },
  isFixable: true,
  hasSuggestions: true,
  create: (resolver, context) => (node) => {
    const call = logCall(resolver, node);
    const message = call && messageOf(resolver, call.args);
    if (call === undefined || message === undefined || message.shape === "unknown") return;
    if (!isMade(message.node) || isConstant(context, message.node)) return;
    if (isLazy(context, call, message)) return;
    const pieces = piecesOf(context, message.node);
    const rewritten = rewrite(context, pieces, message);
    if (rewritten === undefined) {
      context.report({ node: message.node, messageId: "unclear" });
      return;
    }
    const data = { template: rewritten.template };
    const messageId = message.after.length > 0 ? "braces" : "values";
    const fix = fixOf(context, node, message, rewritten);
    const report = { node: message.node, messageId, data };
    if (fix === undefined) context.report(report);
    else if (isSure(context, message, rewritten)) context.report({ ...report, fix });
    else context.report({ ...report, suggest: [{ messageId: "replace", fix }] });
  },
});

/** Whether a message is put together at this place, and not before. */
function isMade(node: Node): boolean {
  const { type } = bare(node);
  return type === "TemplateLiteral" || type === "BinaryExpression";
}

function isLazy(context: Context, { level }: LogCall, message: Message): boolean {
  return LAZY.includes(level) && costlyIn(context, message.node, CHEAP) !== undefined;
}

/** The message with placeholders; `undefined` where a placeholder in its text takes what cannot be told. */
function rewrite(
  context: Context,
  pieces: readonly Piece[],
  { before, after }: Message,
): Rewritten | undefined {
  const parts: Part[] = [];
  const values: Node[] = [];
  const waiting: Argument[] = [...after];
  let isMoved = false;
  for (const piece of pieces) {
    if (typeof piece !== "string") {
      isMoved ||= waiting.length < after.length;
      parts.push({ kind: "positional", text: "{}" });
      values.push(piece);
      continue;
    }
    // Without arguments the text is literal. With some, it has placeholders already.
    for (const part of after.length === 0 ? [textPart(piece)] : parseTemplate(piece)) {
      const value = part.kind === "positional" ? waiting.shift() : undefined;
      if (value?.type === "SpreadElement") return undefined;
      if (part.kind === "positional" && value === undefined) {
        // In pino's order, what stands before the message is taken last.
        if (before !== undefined) return undefined;
        parts.push(textPart(part.text));
        continue;
      }
      parts.push(part);
      if (value !== undefined) values.push(value);
    }
  }
  const hasEffects = values.some((value) => effectsOf(context, value) !== "none");
  if (isMoved && hasEffects) return undefined;
  return { template: writeTemplate(parts), values, taken: after.length - waiting.length };
}

function textPart(text: string): Part {
  return { kind: "text", text };
}

function fixOf(
  context: Context,
  call: Call,
  message: Message,
  { template, values, taken }: Rewritten,
): Rule.ReportFixer | undefined {
  const [start, ownEnd] = argumentRange(context, call, message.node);
  const last = message.after[taken - 1];
  const end = last === undefined ? ownEnd : argumentRange(context, call, last)[1];
  if (hasComments(context, [start, end])) return undefined;
  const texts = values.map((value) => argumentText(context, value));
  const text = [quoted(context, template), ...texts].join(", ");
  return (fixer) => fixer.replaceTextRange([start, end], text);
}

/** Whether the record says the same: a template literal makes texts of its values one by one. */
function isSure(context: Context, message: Message, { values }: Rewritten): boolean {
  if (message.before !== undefined && message.shape !== "record") return false;
  // nestjs-pino passes an `undefined`, which is no argument unless there is a placeholder.
  const [next] = message.after;
  if (message.before !== undefined && next?.type === "Identifier") return false;
  return values.slice(1).every((value) => effectsOf(context, value) !== "changes");
}
