import { calleeOf, type File, isSame } from "./file.ts";
import { type LogCall, logCallOf } from "./log-calls.ts";
import { isCalled, isLogging, PACKAGE } from "./meanings.ts";
import { type Call, childrenOf, inner, type Node, type NodeOf, textOf } from "./node.ts";
import { afterParenthesis, hasTrailingComma, isExports } from "./syntax.ts";

/** Longest message that becomes that of a site. */
const MAX_TEMPLATE = 32_768;
/** Most values of a tagged template that becomes a call. */
const MAX_VALUES = 200;

/** Result for a call: it is bound, or left for a reason. A bound one may have a reason not to have its message. */
export interface Bound {
  readonly isBound: boolean;
  readonly reason?: string | undefined;
}

const BOUND: Bound = { isBound: true };

/** Puts a site into a call. */
export function bind(call: LogCall, file: File): Bound {
  const { node, callee, meaning } = call;
  if (file.origin === undefined) return left(`${PACKAGE} is loaded inside of a function or block`);
  if (file.isInOrigin(node)) return left(`it is a part of the statement that loads ${PACKAGE}`);
  if (meaning.kind === "event") return bindEvent(call, file);
  const isDirect = isDirectFunction(callee, file);
  const isEarly = file.isEarly(node);
  // Other functions take no site that is not made yet.
  const when = !isEarly || (!isDirect && file.isOfBody(callee)) ? "late" : "early";
  const how: When = when === "early" && !isDirect ? "checked" : when;
  if (node.type === "TaggedTemplateExpression") return bindTemplate(node, call, file, how);
  return bindCall(node, call, file, how);
}

/** Whether the function of a call is one that stands in place of a bound one until that is there. */
function isDirectFunction(callee: Node, file: File): boolean {
  const node = inner(callee);
  if (node.type === "ConditionalExpression")
    return [node.consequent, node.alternate].every((each) => isDirectFunction(each, file));
  return file.meanings.of(node)?.kind === "export" && file.meanings.isDirect(node);
}

/**
 * When a call may run: `late` if its site is there for sure; `early` if its function takes what stands in place of the site
 * before; `checked` if the call must look.
 */
type When = "late" | "early" | "checked";

const EARLY = "it may be called before its module has run";

/** The variable of a site, or what gives the site once it is there, and its text before. */
function siteFor(node: Call, template: string | undefined, file: File, when: When): string {
  const place = file.positions.ofCall(node);
  const site = file.header.site(template, place, when !== "late");
  return when === "checked" ? `typeof ${site} === "function" ? ${site}()[0] : ${site}` : site;
}

function bindCall(
  node: NodeOf<"CallExpression">,
  { messageAt }: LogCall,
  file: File,
  when: When,
): Bound {
  const { edited, code } = file;
  const message = node.arguments[messageAt];
  const template = textOf(message);
  const isPlainLog = messageAt === 0 && isLogFunction(node, file);
  if (message !== undefined && template !== undefined && !isPlainLog) {
    if (template.length <= MAX_TEMPLATE) {
      file.replace(message.start, message.end, siteFor(node, template, file, when));
      file.done.add(message);
      return BOUND;
    }
  }
  if (when === "checked") return left(EARLY);
  const site = siteFor(node, undefined, file, when);
  const from = node.typeArguments?.end ?? node.callee.end;
  const at = afterParenthesis(code, from);
  edited.appendLeft(at, node.arguments.length > 0 ? `${site}, ` : site);
  return { isBound: true, reason: whyNoTemplate(message, template, isPlainLog) };
}

/** `log("text")` and `log(level, "text")`: the function finds the level among the arguments. */
function isLogFunction(node: NodeOf<"CallExpression">, { meanings }: File): boolean {
  const meaning = meanings.of(node.callee);
  return (meaning?.kind === "export" || meaning?.kind === "member") && meaning.name === "log";
}

function whyNoTemplate(
  message: Node | undefined,
  template: string | undefined,
  isLog: boolean,
): string | undefined {
  if (message === undefined) return "it has no message";
  if (template !== undefined) return isLog ? "its level is not known" : "its message is very long";
  const bare = inner(message);
  switch (bare.type) {
    case "TemplateLiteral":
      return "its message is a template literal with values: use placeholders";
    case "BinaryExpression":
      return "its message is joined of parts: use placeholders";
    case "SpreadElement":
      return "its arguments are spread";
    case "ObjectExpression":
      return "its fields come before its message";
    default:
      return "its first argument is no constant text";
  }
}

/** `` info`user ${id}` `` becomes `info(site, id)`. */
function bindTemplate(
  node: NodeOf<"TaggedTemplateExpression">,
  { meaning }: LogCall,
  file: File,
  when: When,
): Bound {
  const { quasis, expressions } = node.quasi;
  const parts = quasis.map(({ value }) => value.cooked);
  if ((meaning.kind === "export" || meaning.kind === "member") && meaning.name === "log")
    return left("it is a tagged template of log");
  if (parts.some((part) => typeof part !== "string"))
    return left("it is a tagged template with an invalid escape");
  if (expressions.length > MAX_VALUES)
    return left(`it is a tagged template of more than ${MAX_VALUES} values`);
  // Without values a message is literal.
  const template =
    expressions.length === 0
      ? (parts[0] as string)
      : parts.map((part) => (part as string).replaceAll(/[{}]/g, "$&$&")).join("{}");
  if (template.length > MAX_TEMPLATE) return left("it is a very long tagged template");
  const site = siteFor(node, template, file, when);
  let from = node.quasi.start;
  let text = `(${site}`;
  for (const expression of expressions) {
    const isList = expression.type === "SequenceExpression";
    file.replace(from, expression.start, `${text}, ${isList ? "(" : ""}`);
    text = isList ? ")" : "";
    from = expression.end;
  }
  file.replace(from, node.end, `${text})`);
  return BOUND;
}

/** Gives an event the site of its call. */
function bindEvent({ node }: LogCall, file: File): Bound {
  if (node.type !== "CallExpression") return left("it is a tagged template of an event");
  const [fields] = node.arguments;
  if (fields === undefined || node.arguments.length > 1)
    return { isBound: true, reason: "its place is found at run time: it goes through a logger" };
  if (fields.type === "SpreadElement") return left("its arguments are spread");
  const end = node.end - 1;
  const comma = hasTrailingComma(file.code, fields.end, end) ? " " : ", ";
  // Before the body has run, there is no event either.
  file.edited.appendLeft(end, `${comma}${siteFor(node, undefined, file, "late")}`);
  return BOUND;
}

function left(reason: string): Bound {
  return { isBound: false, reason };
}

/** Binds a use of a function of fastlog, as the function of a call or elsewhere. */
export function bindUse(node: Node, file: File): void {
  if (node.type !== "Identifier" && node.type !== "MemberExpression") return;
  const { meanings, scopes, header, options } = file;
  const meaning = meanings.of(node);
  if (meaning?.kind !== "export" || !isLogging(meaning.name)) return;
  if (!meanings.isDirect(node) || scopes.declarations.get(node) === node) return;
  const exporting = file.parentOf(node);
  if (exporting?.type === "ExportSpecifier" && exporting.local !== node) return;
  const isFunction = isCallee(node, file);
  if (!isFunction && isExported(node, file)) {
    file.find("left", node, EXPORTED);
    return;
  }
  if (options.binds && file.origin !== undefined && !file.isInOrigin(node)) {
    const plain = file.code.slice(node.start, node.end);
    const variable = header.logging(meaning.name);
    if (file.mayBeEarly) header.early(meaning.name, plain);
    const parent = file.parentOf(node);
    const isShorthand = parent?.type === "Property" && parent.shorthand;
    file.replace(node.start, node.end, isShorthand ? `${plain}: ${variable}` : variable);
    for (const child of childrenOf(node)) file.done.add(child);
  }
  if (!isFunction && !isCopied(node, file))
    file.find("left", node, "it is passed on: calls elsewhere are not seen");
}

const EXPORTED = "it is exported: its target is that of the module which calls it";

/** Reports `export { info } from "fastlog"`. */
export function reportExport(node: Node, file: File): void {
  if (node.type !== "ExportAllDeclaration" && node.type !== "ExportNamedDeclaration") return;
  if (node.source === null || textOf(node.source) !== PACKAGE || node.exportKind === "type") return;
  const isLogged =
    node.type === "ExportAllDeclaration" ||
    node.specifiers.some(({ local }) => local.type === "Identifier" && isCalled(local.name));
  if (isLogged) file.find("left", node, EXPORTED);
}

/** Whether a use is the function of a call that is seen, perhaps through `(0, …)`, a type or a condition. */
function isCallee(node: Node, file: File): boolean {
  let at = node;
  for (;;) {
    const parent = file.parentOf(at);
    switch (parent?.type) {
      case "CallExpression":
      case "TaggedTemplateExpression": {
        const isOther = inner(node) === inner(calleeOf(parent));
        return calleeOf(parent) === at && (isOther || logCallOf(parent, file) !== undefined);
      }
      case "ConditionalExpression":
        if (parent.test === at) return false;
        break;
      default:
        if (parent === undefined || !isSame(parent, at)) return false;
    }
    at = parent;
  }
}

/** Whether a use is the value of a constant or of its property, whose calls are seen; or is only asked for its type. */
function isCopied(node: Node, file: File): boolean {
  const parent = file.parentOf(node);
  if (parent?.type === "UnaryExpression") return true;
  if (parent?.type === "Property" && parent.value === node) {
    const member = file.meanings.members.declared(parent);
    return file.meanings.ofMember(member)?.kind === "export";
  }
  if (parent?.type !== "VariableDeclarator" || parent.id.type !== "Identifier") return false;
  return file.meanings.of(parent.id)?.kind === "export";
}

function isExported(node: Node, file: File): boolean {
  let at = node;
  for (;;) {
    const parent = file.parentOf(at);
    switch (parent?.type) {
      case "ExportSpecifier":
      case "ExportDefaultDeclaration":
      case "ExportNamedDeclaration":
        return true;
      case "Property":
      case "ObjectExpression":
        break;
      case "VariableDeclarator":
        if (parent.init !== at) return false;
        break;
      case "VariableDeclaration":
        break;
      case "AssignmentExpression":
        return parent.right === at && isExports(parent.left);
      default:
        return false;
    }
    at = parent;
  }
}
