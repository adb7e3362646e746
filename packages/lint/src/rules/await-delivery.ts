import type { Rule } from "eslint";
import { around, bare, type Call, type Context, isFunction, type Node, whole } from "../ast.ts";
import type { Rule as LintRule } from "../plugin.ts";
import { callRule } from "./rule.ts";

/** A `close()` or `flush()` whose promise nobody waits for. */
export const awaitDelivery: LintRule = callRule("await-delivery", {
  type: "problem",
  description: "promises of `close()` and `flush()` that nobody waits for",
  messages: {
    promise: "wait for the promise of {{name}}(), or write void in front of it",
    await: "Wait for it",
    void: "Say that nobody waits for it",
  },
  hasSuggestions: true,
  create: (resolver, context) => (node) => {
    const callee = bare(node.callee);
    const origin = callee.type === "Super" ? undefined : resolver.origin(callee);
    if (origin?.kind !== "delivery" || !isDropped(node)) return;
    const before = (word: string) => (fixer: Rule.RuleFixer) =>
      fixer.insertTextBefore(whole(node), word);
    const suggest = [{ messageId: "void", fix: before("void ") }];
    if (mayAwait(context, node)) suggest.unshift({ messageId: "await", fix: before("await ") });
    const data = { name: origin.name };
    context.report({ node: node, messageId: "promise", data, suggest });
  },
});

/** Whether the value of a call is not used. */
function isDropped(call: Call): boolean {
  for (const { at, child } of around(whole(call))) {
    if (at.type === "ExpressionStatement") return true;
    const isLast = at.type === "SequenceExpression" && at.expressions.at(-1) === child;
    if (at.type === "SequenceExpression" && !isLast) return true;
    const isBranch =
      (at.type === "LogicalExpression" && at.right === child) ||
      (at.type === "ConditionalExpression" && at.test !== child);
    if (!isLast && !isBranch) return false;
  }
  return false;
}

/** Whether `await` may stand here: in an async function, or in a module outside of functions. */
function mayAwait(context: Context, node: Node): boolean {
  for (const { at } of around(node)) {
    if (isFunction(at) && "async" in at) return at.async === true;
    if (at.type === "StaticBlock" || at.type === "PropertyDefinition") return false;
  }
  return context.sourceCode.ast.sourceType === "module";
}
