import type { Rule } from "eslint";
import { bare, type Context, type Node } from "../ast.ts";
import { CHEAP, costlyIn } from "../call/cost.ts";
import { isGuarded } from "../call/guard.ts";
import { logCall } from "../call/log-call.ts";
import type { Rule as LintRule } from "../plugin.ts";
import { optionsOf } from "../settings.ts";
import { asFunction } from "./as-function.ts";
import { behindGuard } from "./behind-guard.ts";
import { callRule } from "./rule.ts";

interface Options {
  readonly levels: readonly string[];
  readonly allow: readonly string[];
}

const LEVELS = ["debug", "trace"];

/** A call among the arguments of `debug` or `trace`, which runs though the level is off. */
export const lazyArguments: LintRule = callRule("lazy-arguments", {
  type: "suggestion",
  description: "calls among the arguments of levels that are usually off",
  messages: {
    costly: "{{source}} runs even if {{level}} is off: pass a function, or check the level first",
    stringify: "pass the value: JSON.stringify runs even if {{level}} is off",
    function:
      "Pass a function that returns the message: values become text as in a template literal",
    guard: "Check the level first",
    value: "Pass the value",
  },
  hasSuggestions: true,
  options: {
    levels: { type: "array", items: { type: "string" }, uniqueItems: true },
    allow: { type: "array", items: { type: "string" }, uniqueItems: true },
  },
  create(resolver, context) {
    const { levels = LEVELS, allow = [] } = optionsOf<Options>(context);
    const allowed = [...CHEAP, ...allow];
    return (node) => {
      const call = logCall(resolver, node);
      const { level } = call ?? {};
      if (call === undefined || level === undefined || !levels.includes(level)) return;
      const costly = call.args.map((arg) => costlyIn(context, arg, allowed)).find(isNode);
      if (costly === undefined || isGuarded(resolver, node)) return;
      const suggest: Rule.SuggestionReportDescriptor[] = [];
      const value = stringified(costly);
      if (value !== undefined && call.args.some((arg) => bare(arg) === costly)) {
        const text = context.sourceCode.getText(value);
        const fix: Rule.ReportFixer = (fixer) => fixer.replaceText(costly, text);
        suggest.push({ messageId: "value", fix });
      }
      const lazy = asFunction(resolver, call, allowed);
      if (lazy !== undefined) suggest.push({ messageId: "function", fix: lazy });
      const guarded = behindGuard(resolver, call);
      if (guarded !== undefined) suggest.push({ messageId: "guard", fix: guarded });
      context.report({
        node: costly,
        messageId: value === undefined ? "costly" : "stringify",
        data: { level, source: shortened(context, costly) },
        suggest,
      });
    };
  },
});

function isNode(node: Node | undefined): node is Node {
  return node !== undefined;
}

/** The value that `JSON.stringify` is called with, if with nothing else. */
function stringified(node: Node): Node | undefined {
  if (node.type !== "CallExpression" || node.arguments.length !== 1) return undefined;
  const { callee } = node;
  if (callee.type !== "MemberExpression" || callee.computed) return undefined;
  const [object, property] = [callee.object, callee.property];
  const isIt =
    object.type === "Identifier" &&
    object.name === "JSON" &&
    property.type === "Identifier" &&
    property.name === "stringify";
  const [value] = node.arguments;
  return isIt && value?.type !== "SpreadElement" ? value : undefined;
}

const LONGEST = 40;

function shortened(context: Context, node: Node): string {
  const text = context.sourceCode.getText(node).replaceAll(/\s+/g, " ");
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`;
}
