import type { Rule } from "eslint";
import { type Argument, bare, type Call, type Context, type Node, nameOfKey } from "../ast.ts";
import { logCall, type Message, messageOf } from "../call/log-call.ts";
import { shapeOf } from "../call/shape.ts";
import type { Rule as LintRule } from "../plugin.ts";
import { constantText } from "../text/constant.ts";
import { parseTemplate } from "../text/template.ts";
import { callRule } from "./rule.ts";

/** Directives of `util.format`, as console, pino and winston have them. */
const PERCENT = /%[sdifjoO]/g;

/** A message whose placeholders do not fit the arguments of its call. */
export const placeholderCount: LintRule = callRule("placeholder-count", {
  type: "problem",
  description: "placeholders that have no argument, and arguments that have no placeholder",
  messages: {
    missing: "the message has {{placeholders}}, but {{args}}",
    field: "no argument has the field {{name}}; write {{doubled}} for braces",
    surplus: "no placeholder takes this argument",
    percent: "{{directive}} is written as it is: placeholders are {}",
    replace: "Replace it by {}",
  },
  hasSuggestions: true,
  create: (resolver, context) => (node) => {
    const call = logCall(resolver, node);
    const message = call && messageOf(resolver, call.args);
    if (message === undefined || message.shape === "unknown") return;
    const text = constantText(context, message.node);
    if (text === undefined) return;
    const parts = parseTemplate(text);
    const positional = parts.filter(({ kind }) => kind === "positional").length;
    if (checkPercent(context, message, text, parts.length)) return;
    checkMissing(context, message, positional);
    const after = argumentsOf(message);
    if (after === undefined) return;
    if (positional > 0) checkSurplus(context, message.after.slice(positional));
    const names = parts.flatMap(({ name }) => name ?? []);
    checkFields(context, node, message, names, after.slice(positional));
  },
});

/** The arguments of a message, in the order in which placeholders take them; `undefined` if a list is spread. */
function argumentsOf({ before, after }: Message): readonly Node[] | undefined {
  const all: readonly Argument[] = before === undefined ? after : [...after, before];
  return all.some(({ type }) => type === "SpreadElement") ? undefined : all;
}

/** `"user %s"`, in a message without a placeholder that has as many arguments. Returns whether it reported. */
function checkPercent(
  context: Context,
  { node, after }: Message,
  text: string,
  parts: number,
): boolean {
  const directives = text.match(PERCENT) ?? [];
  const [directive] = directives;
  if (directive === undefined || parts !== 1 || directives.length > after.length) return false;
  const isOnlyText = after.every((each) => each.type !== "SpreadElement");
  const literal = bare(node);
  const source = context.sourceCode.getText(literal);
  const canReplace = isOnlyText && literal.type === "Literal" && !source.includes("\\");
  const fix: Rule.ReportFixer = (fixer) =>
    fixer.replaceText(literal, source.replaceAll(PERCENT, "{}"));
  context.report({
    node: node,
    messageId: "percent",
    data: { directive },
    suggest: canReplace ? [{ messageId: "replace", fix }] : [],
  });
  return true;
}

function checkMissing(context: Context, message: Message, positional: number): void {
  const args = message.after.length === 0 ? [] : argumentsOf(message);
  if (args === undefined || positional <= args.length) return;
  const data = {
    placeholders: counted(positional, "placeholder"),
    args: args.length === 0 ? "no argument" : `only ${counted(args.length, "argument")}`,
  };
  context.report({ node: message.node, messageId: "missing", data });
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** A value behind the last placeholder that is no field and no error for certain. */
function checkSurplus(context: Context, others: readonly Argument[]): void {
  for (const other of others) {
    if (other.type === "SpreadElement") return;
    const shape = shapeOf(context, other);
    if (shape !== "text" && shape !== "value") continue;
    context.report({ node: other, messageId: "surplus" });
  }
}

/** A name that none of the fields has, if all of them are known. */
function checkFields(
  context: Context,
  call: Call,
  message: Message,
  names: readonly string[],
  others: readonly Node[],
): void {
  if (message.after.length === 0) return;
  const known = others.map((other) => keysOf(context, other));
  if (known.includes(undefined)) return;
  const missing = names.filter((name) => !known.some((keys) => keys?.includes(name)));
  for (const name of new Set(missing)) {
    const data = { name: `{${name}}`, doubled: `{{${name}}}` };
    context.report({ node: message.node ?? call, messageId: "field", data });
  }
}

/** The fields of an argument; `undefined` if they are not known. */
function keysOf(context: Context, node: Node): readonly string[] | undefined {
  const inner = bare(node);
  if (inner.type !== "ObjectExpression") {
    const shape = shapeOf(context, inner);
    return shape === "text" || shape === "value" ? [] : undefined;
  }
  const keys: string[] = [];
  for (const property of inner.properties) {
    if (property.type !== "Property") return undefined;
    const name = nameOfKey(property.key, property.computed);
    if (name === undefined) return undefined;
    keys.push(name);
  }
  return keys;
}
