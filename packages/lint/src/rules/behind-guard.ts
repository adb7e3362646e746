import type { Rule } from "eslint";
import { bare, type Context, type Node, nameOfKey, pathOf, whole } from "../ast.ts";
import type { LogCall } from "../call/log-call.ts";
import type { Resolver } from "../origin/resolver.ts";
import { variableAt } from "../origin/variables.ts";

/** A check of a level, and what it needs in the file. */
interface Guard {
  readonly text: string;
  readonly imports: ((fixer: Rule.RuleFixer) => Rule.Fix) | undefined;
}

/**
 * Puts `if (enabled("debug"))` in front of a call that is a statement. `undefined` if there is no function for the
 * check: that of a logger is its `isEnabled`.
 */
export function behindGuard(resolver: Resolver, call: LogCall): Rule.ReportFixer | undefined {
  const { node, level } = call;
  const statement = whole(node).parent;
  if (statement?.type !== "ExpressionStatement" || level === undefined) return undefined;
  const guard = guardOf(resolver, bare(node.callee), level);
  if (guard === undefined) return undefined;
  const { type } = statement.parent ?? {};
  // Elsewhere an `else` that follows would become that of the check.
  const isInList = type === "Program" || type === "BlockStatement" || type === "SwitchCase";
  const [before, after] = isInList ? ["", ""] : ["{ ", " }"];
  return (fixer) => {
    const fixes = [fixer.insertTextBefore(statement, `${before}if (${guard.text}) `)];
    if (after !== "") fixes.push(fixer.insertTextAfter(statement, after));
    if (guard.imports !== undefined) fixes.push(guard.imports(fixer));
    return fixes;
  };
}

function guardOf(resolver: Resolver, callee: Node, level: string): Guard | undefined {
  const text = (name: string) => `${name}(${JSON.stringify(level)})`;
  if (callee.type === "MemberExpression") {
    const owner = pathOf(callee.object as Node);
    const origin = resolver.origin(callee.object as Node);
    if (owner === undefined || callee.optional || callee.object.type === "ChainExpression")
      return undefined;
    if (origin?.kind === "module") return { text: text(`${owner}.enabled`), imports: undefined };
    const isLogger = origin?.kind === "logger" || origin?.kind === "log";
    return isLogger ? { text: text(`${owner}.isEnabled`), imports: undefined } : undefined;
  }
  return callee.type === "Identifier" ? ofImport(resolver.context, callee, text) : undefined;
}

/** The check of the module that a function is imported from. It is imported beside the function. */
function ofImport(
  context: Context,
  callee: Node & { type: "Identifier" },
  text: (name: string) => string,
): Guard | undefined {
  const [definition] = variableAt(context, callee, callee.name)?.defs ?? [];
  const declaration = definition?.parent as Node | null | undefined;
  if (definition?.type !== "ImportBinding" || declaration?.type !== "ImportDeclaration")
    return undefined;
  for (const specifier of declaration.specifiers) {
    if (specifier.type !== "ImportSpecifier") continue;
    if (nameOfKey(specifier.imported as Node, false) !== "enabled") continue;
    const { name } = specifier.local;
    return isSame(context, callee, name, specifier)
      ? { text: text(name), imports: undefined }
      : undefined;
  }
  const last = declaration.specifiers.at(-1);
  if (last?.type !== "ImportSpecifier" || variableAt(context, callee, "enabled")) return undefined;
  const imports = (fixer: Rule.RuleFixer) => fixer.insertTextAfter(last, ", enabled");
  return { text: text("enabled"), imports };
}

/** Whether a name means an import at this place, and no other variable. */
function isSame(context: Context, at: Node, name: string, specifier: unknown): boolean {
  return variableAt(context, at, name)?.defs[0]?.node === specifier;
}
