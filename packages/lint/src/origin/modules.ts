import type { Scope } from "eslint";
import { bare, type Context, type Node } from "../ast.ts";
import type { Settings } from "../settings.ts";
import { memberOf, type Origin } from "./origin.ts";
import { onlyValue, variableAt } from "./variables.ts";

/** Modules whose functions log. */
const MODULES = ["fastlog", "fastlog/browser", "fastlog/site"];

/** Whether a callee is the function that makes call sites, which stand in place of messages. */
export function isSiteMaker(context: Context, callee: Node): boolean {
  if (callee.type !== "Identifier") return false;
  const [definition] = variableAt(context, callee, callee.name)?.defs ?? [];
  if (definition?.type !== "ImportBinding") return false;
  const source = (definition.parent as { readonly source?: Node } | null)?.source;
  return specifierOf(source) === "fastlog/site";
}

/** The module that an import names by a literal. */
export function specifierOf(node: Node | undefined): string | undefined {
  return node?.type === "Literal" && typeof node.value === "string" ? node.value : undefined;
}

/** Whether a module is fastlog, or passes it on. `log.js` in the settings is the end of `../log.js`, too. */
export function isFastlog(specifier: string | undefined, { modules }: Settings): boolean {
  if (specifier === undefined) return false;
  if (MODULES.includes(specifier) || modules.includes(specifier)) return true;
  return specifier.startsWith(".") && modules.some((module) => specifier.endsWith(`/${module}`));
}

/** Whether a file may use fastlog at all. Most do not, and need no look at their code. */
export function mayUse(context: Context, settings: Settings): boolean {
  const { loggers, modules } = settings;
  return loggers.length > 0 || modules.length > 0 || context.sourceCode.text.includes("fastlog");
}

/** Whether a callee is the `require` of CommonJS, or one that `createRequire` has made. */
export function isRequire(context: Context, callee: Node): boolean {
  if (callee.type !== "Identifier") return false;
  const variable = variableAt(context, callee, callee.name);
  if (variable === undefined) return callee.name === "require";
  const value = onlyValue(variable);
  const made = value === undefined ? undefined : bare(value);
  if (made?.type !== "CallExpression") return false;
  const maker = bare(made.callee);
  const name = maker.type === "MemberExpression" ? maker.property : maker;
  return name.type === "Identifier" && name.name === "createRequire";
}

/** Returns the origin that an import binds to its name. */
export function moduleOf(definition: Scope.Definition, settings: Settings): Origin | undefined {
  const node = definition.node as Node | ImportEquals;
  if (node.type === "TSImportEqualsDeclaration") {
    const specifier = specifierOf((node as ImportEquals).moduleReference?.expression);
    return isFastlog(specifier, settings) ? { kind: "module" } : undefined;
  }
  const source = (definition.parent as { readonly source?: Node } | null)?.source;
  const specifier = specifierOf(source);
  if (!isFastlog(specifier, settings)) return undefined;
  const { type, imported } = node as { type: string; imported?: Node };
  if (type === "ImportNamespaceSpecifier") return { kind: "module" };
  const isDefault = type === "ImportDefaultSpecifier";
  const name = imported?.type === "Identifier" ? imported.name : specifierOf(imported);
  return exported(isDefault ? "default" : (name ?? ""), !MODULES.includes(specifier ?? ""));
}

/** A module of the program's own exports functions under fastlog's names, and loggers under any others. */
function exported(name: string, isOwn: boolean): Origin | undefined {
  if (isOwn && name === "log") return { kind: "log", own: [], isLogger: true };
  return memberOf({ kind: "module" }, name) ?? (isOwn ? { kind: "logger", own: [] } : undefined);
}

/** `import fastlog = require("fastlog")` of TypeScript. */
interface ImportEquals {
  readonly type: "TSImportEqualsDeclaration";
  readonly moduleReference?: { readonly expression?: Node };
}
