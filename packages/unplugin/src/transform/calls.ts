import type { Finding } from "../report.ts";
import { bind, bindUse, reportExport } from "./binding.ts";
import { reportEscape } from "./escapes.ts";
import type { File } from "./file.ts";
import { guard } from "./guarding.ts";
import { type LogCall, levelNamed, logCallOf } from "./log-calls.ts";
import { childrenOf, type Node, type NodeOf, textOf } from "./node.ts";
import { remove } from "./removal.ts";
import { isDirective, isTypeOnly } from "./syntax.ts";

/** Binds, guards and removes the calls of a file. */
export function editCalls(file: File): readonly Finding[] {
  visit(file.program, file);
  insertHeader(file);
  return file.findings;
}

function visit(node: Node, file: File): void {
  if (file.done.has(node) || isTypeOnly(node)) return;
  if (node.type === "CallExpression" || node.type === "TaggedTemplateExpression") {
    const call = logCallOf(node, file);
    if (call !== undefined) {
      if (editLog(call, file)) return;
    } else if (node.type === "CallExpression" && editOther(node, file)) return;
  }
  reportExport(node, file);
  // The names of `export … from` are no variables.
  if (node.type === "ExportNamedDeclaration" && node.source !== null) return;
  bindUse(node, file);
  reportEscape(node, file);
  for (const child of childrenOf(node)) visit(child, file);
}

/** Edits a call that logs. Returns whether nothing of it is left to visit. */
function editLog(call: LogCall, file: File): boolean {
  const { node, level, meaning } = call;
  const { least, guards, binds } = file.options;
  const reasons: string[] = [];
  if (level !== undefined && level < least) {
    if (remove(call, file, (part) => visit(part, file))) {
      file.find("removed", node);
      return true;
    }
    reasons.push("it is not removed: something reads its result");
  } else if (level === undefined && least > 0) {
    const what = meaning.kind === "event" ? "the event's level" : "its level";
    reasons.push(`it is not removed: ${what} is not known`);
  }
  const notLazy = guards ? guard(call, file) : undefined;
  if (notLazy !== undefined) reasons.push(notLazy);
  const bound = binds ? bind(call, file) : undefined;
  if (bound?.isBound === false && bound.reason !== undefined) reasons.push(bound.reason);
  if (reasons.length > 0) file.find("left", node, reasons.join("; "));
  else if (bound !== undefined) file.find("bound", node, bound.reason);
  return false;
}

/** Members of loggers and levels that are not reported. */
const KNOWN = ["child", "isEnabled", "isLevelEnabled", "logger", "withLevels"];

/** Edits `enabled("debug")`, `logger(import.meta)` and the like. Returns whether nothing of it is left to visit. */
function editOther(node: NodeOf<"CallExpression">, file: File): boolean {
  const { meanings, options } = file;
  const called = meanings.of(node.callee);
  if (called?.kind !== "export" && called?.kind !== "member") return false;
  const [first] = node.arguments;
  const { name } = called;
  const isAsking = name === (called.kind === "export" ? "enabled" : "isEnabled");
  if (isAsking || (called.kind === "member" && name === "isLevelEnabled")) {
    const text = node.arguments.length === 1 ? textOf(first) : undefined;
    const { level } = levelNamed(text, meanings);
    if (level === undefined || level >= options.least) return false;
    const whole = file.wholeOf(node);
    file.replace(whole.start, whole.end, "false");
    file.find("removed", node);
    return true;
  }
  if (name === "logger" && first?.type === "MetaProperty" && options.binds) {
    file.replace(first.start, first.end, JSON.stringify(options.target));
    file.done.add(first);
  } else if (called.kind === "export" && name === "defineEvent") {
    const { level } = levelNamed(textOf(first), meanings);
    const isUsed = file.parentOf(node)?.type !== "ExpressionStatement";
    // A bundler drops an event that nothing uses any more.
    if (level !== undefined && level < options.least && isUsed)
      file.edited.prependRight(node.start, "/* @__PURE__ */ ");
  } else if (called.kind === "member" && !KNOWN.includes(name)) {
    file.find("left", node, `"${name}" is no function that every logger has`);
  }
  return false;
}

/** Inserts what makes the functions and sites, without a line break. */
function insertHeader({ origin, header, program, edited, options }: File): void {
  if (origin === undefined || header.isEmpty || !options.binds) return;
  const { how, node } = origin;
  if (how !== "import") {
    edited.appendLeft(
      node.end,
      `, ${[...header.loaders(how), ...header.declarators()].join(", ")}`,
    );
    return;
  }
  const imports = header.loaders(how).join(" ");
  const { body } = program;
  const before = body.slice(0, body.indexOf(node as (typeof body)[number]));
  if (before.every((other) => other.type === "ImportDeclaration" || isDirective(other))) {
    edited.appendLeft(node.end, `;${imports} ${header.statements()}`);
    return;
  }
  const first = body.find((statement) => !isDirective(statement)) as Node;
  edited.prependRight(first.start, `${header.statements()} `);
  edited.appendLeft(node.end, `;${imports}`);
}
