import { effectsOf } from "./effects.ts";
import type { File } from "./file.ts";
import type { LogCall } from "./log-calls.ts";
import type { Node } from "./node.ts";
import { isChained, takesUnary } from "./syntax.ts";

/**
 * Removes a call. What of its arguments may have effects stays, in order, and is visited. Returns whether that is
 * possible; if not, nothing has changed.
 */
export function remove(call: LogCall, file: File, visit: (node: Node) => void): boolean {
  const { node, callee } = call;
  const whole = file.wholeOf(node);
  const parent = file.parentOf(whole);
  const isStatement = parent?.type === "ExpressionStatement";
  const isBare = takesUnary(parent, whole);
  if (isChained(whole, parent) || (!isBare && file.beginsStatement(whole))) return false;
  const { start, end } = isStatement ? parent : whole;
  const given = node.type === "CallExpression" ? node.arguments : node.quasi.expressions;
  const effects = file.options.dropsArguments
    ? []
    : [callee, ...given].flatMap((part) => effectsOf(part, file.known));
  const after = `${isBare ? "" : ")"}${isStatement ? ";" : ""}`;
  const before = isBare ? "void " : "(void ";
  if (effects.length === 0) {
    file.replace(start, end, isStatement ? ";" : `${before}0${after}`);
    return true;
  }
  let from = start;
  let text = `${before}(`;
  for (const { node: part, isSpread } of effects) {
    const [open, close] = isSpread ? ["[...", "]"] : ["", ""];
    // The function itself may have effects: `load().debug("…")`.
    if (from < part.start) file.replace(from, part.start, text + open);
    else file.edited.prependRight(from, text + open);
    text = `${close}, `;
    from = part.end;
    visit(part);
  }
  file.replace(from, end, `${text.slice(0, -2)})${after}`);
  return true;
}
