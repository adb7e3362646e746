import { calleeOf, type File } from "./file.ts";
import { logCallOf } from "./log-calls.ts";
import { isCalled, isLogging, isPackage, type Meaning, PACKAGE } from "./meanings.ts";
import type { Member } from "./members.ts";
import { inner, keyName, memberName, type Node, type NodeOf } from "./node.ts";
import { isExports } from "./syntax.ts";

const LOADED = `${PACKAGE} is loaded by another function than require: its calls are not bound`;
const PASSED = "is passed on: its calls elsewhere are not bound";
const RETURNED = "is returned: its calls elsewhere are not bound";
const EXPORTED = "is exported: its calls in other modules are not bound";
const KEPT =
  "is kept where other code can change it: calls through it are not bound (those of #private and readonly fields are)";
const PUBLIC = "is kept in a public field: calls of it through other objects are not bound";
const VARIES = "is kept in a variable that may hold something else: its calls are not bound";
const CHOSEN = "is one of several: calls of what is chosen are not bound";
const UNNAMED = "has members that are read by unknown names: their calls are not bound";

/**
 * Reports where something of fastlog is used in a way that may lead to calls which are not seen: loggers, the module object
 * and functions that are passed on, kept, returned or exported.
 */
export function reportEscape(node: Node, file: File): void {
  const { binds, least } = file.options;
  if ((!binds && least === 0) || inner(node) !== node) return;
  if (isOtherRequire(node, file)) file.find("left", node, LOADED);
  const noun = nounOf(node, file);
  if (noun === undefined) return;
  const reason = escapeOf(node, file);
  if (reason !== undefined) file.find("left", node, `${noun} ${reason}`);
}

/** Whether a call loads fastlog by a copy of `require`, or by one that `createRequire` made. */
function isOtherRequire(node: Node, file: File): boolean {
  if (node.type !== "CallExpression" || file.meanings.of(node) !== undefined) return false;
  const [first] = node.arguments;
  return first !== undefined && isPackage(first) && isRequire(node.callee, file);
}

function isRequire(expression: Node, file: File): boolean {
  const node = inner(expression);
  const { scopes, meanings } = file;
  if (node.type === "CallExpression") return nameOf(node.callee) === "createRequire";
  if (node.type !== "Identifier")
    return node.type === "MemberExpression" && nameOf(node) === "require";
  const declaration = scopes.declarations.get(node);
  if (declaration === undefined) return node.name === "require";
  const declarator = meanings.declaratorOf(declaration);
  const init = declarator?.id === declaration ? declarator.init : undefined;
  return init !== undefined && init !== null && init !== node && isRequire(init, file);
}

function nameOf(node: Node): string | undefined {
  if (node.type === "MemberExpression") return memberName(node);
  return node.type === "Identifier" ? node.name : undefined;
}

/** Name for an expression whose uses matter. */
function nounOf(node: Node, { meanings, scopes }: File): string | undefined {
  if (node.type === "ImportExpression")
    return isPackage(node.source) ? `the module ${PACKAGE}` : undefined;
  if (scopes.declarations.get(node) === node) return undefined;
  const meaning = meanings.of(node);
  switch (meaning?.kind) {
    case "module":
      return `the module ${PACKAGE}`;
    case "logger":
      return "the logger";
    case "levels":
      return "the object of levels";
    case "level":
    case "event":
      return "the function";
    case "member":
      return meaning.name === "log" || meaning.name === "child" || meaning.name === "logger"
        ? "the function"
        : undefined;
    case "export": {
      // Direct uses of functions that log get the bound function, and are reported with that.
      const isBound = isLogging(meaning.name) && meanings.isDirect(node);
      return isCalled(meaning.name) && !isBound ? "the function" : undefined;
    }
    default:
      return undefined;
  }
}

/** Reason for which calls of an expression are not all seen. */
function escapeOf(node: Node, file: File): string | undefined {
  let at = node;
  for (;;) {
    const parent = file.parentOf(at);
    switch (parent?.type) {
      case "ParenthesizedExpression":
      case "TSAsExpression":
      case "TSSatisfiesExpression":
      case "TSNonNullExpression":
      case "TSTypeAssertion":
      case "TSInstantiationExpression":
      case "ChainExpression":
        break;
      case "AwaitExpression":
        // The module object, which is looked at itself.
        if (file.meanings.of(parent) !== undefined) return undefined;
        break;
      case "SequenceExpression":
        if (parent.expressions.at(-1) !== at) return undefined;
        break;
      case "ConditionalExpression":
        if (parent.test === at) return undefined;
        break;
      case "LogicalExpression":
        if (parent.left === at && parent.operator === "&&") return undefined;
        break;
      default:
        return parent === undefined ? undefined : useOf(at, parent, file);
    }
    at = parent;
  }
}

/** Reason of the use of a value by the node above it. */
function useOf(at: Node, parent: Node, file: File): string | undefined {
  const { meanings } = file;
  switch (parent.type) {
    case "ExpressionStatement":
    case "UnaryExpression":
    case "BinaryExpression":
    case "IfStatement":
    case "WhileStatement":
    case "DoWhileStatement":
    case "ForStatement":
    case "SwitchStatement":
    case "SwitchCase":
    case "TSImportEqualsDeclaration":
      return undefined;
    case "MemberExpression":
      return memberUse(at, parent, file);
    case "CallExpression":
    case "NewExpression":
    case "TaggedTemplateExpression":
      return callUse(at, parent, file);
    case "TemplateLiteral":
      return file.parentOf(parent)?.type === "TaggedTemplateExpression" ? PASSED : undefined;
    case "VariableDeclarator":
      return declaratorUse(parent, file);
    case "AssignmentExpression":
      return parent.right === at ? assignmentUse(parent, file) : undefined;
    case "AssignmentPattern":
      return VARIES;
    case "PropertyDefinition":
      return parent.value === at ? keptIn(meanings.members.declared(parent), file) : undefined;
    case "Property":
      if (parent.value !== at) return undefined;
      return isExportedObject(parent, file)
        ? EXPORTED
        : keptIn(meanings.members.declared(parent), file);
    case "ReturnStatement":
    case "ArrowFunctionExpression":
      return RETURNED;
    case "ExportSpecifier":
      return parent.local === at ? EXPORTED : undefined;
    case "ExportDefaultDeclaration":
    case "TSExportAssignment":
      return EXPORTED;
    default:
      return PASSED;
  }
}

function memberUse(at: Node, parent: NodeOf<"MemberExpression">, { meanings }: File) {
  if (parent.object !== at) return undefined;
  const isPromise = inner(at).type === "ImportExpression";
  if (isPromise) return PASSED;
  if (meanings.of(at) === undefined) return CHOSEN;
  return memberName(parent) === undefined ? UNNAMED : undefined;
}

function callUse(
  at: Node,
  parent: NodeOf<"CallExpression"> | NodeOf<"NewExpression"> | NodeOf<"TaggedTemplateExpression">,
  file: File,
): string | undefined {
  const { meanings } = file;
  const callee = parent.type === "NewExpression" ? parent.callee : calleeOf(parent);
  const isKnown = meanings.of(callee) !== undefined;
  if (callee === at)
    return isKnown || parent.type === "NewExpression" || logCallOf(parent, file)
      ? undefined
      : CHOSEN;
  // Functions of fastlog, and those of compilers that return what they are given, keep nothing to call.
  return isKnown || meanings.of(parent) !== undefined ? undefined : PASSED;
}

function declaratorUse(
  { id, init }: NodeOf<"VariableDeclarator">,
  { meanings, scopes }: File,
): string | undefined {
  const isExported = isExportedVariable(id, scopes.parents);
  const known = init === null ? undefined : meanings.of(init);
  if (id.type === "Identifier")
    return meanings.of(id) === undefined ? VARIES : isExported ? EXPORTED : undefined;
  if (id.type !== "ObjectPattern" || known === undefined) return PASSED;
  for (const property of id.properties) {
    if (property.type !== "Property" || keyName(property) === undefined) return UNNAMED;
    if (!hasCalls(meanings.named(known, keyName(property)))) continue;
    if (meanings.of(property.value) === undefined) return VARIES;
    if (isExported) return EXPORTED;
  }
  return undefined;
}

/** Whether a member of something of fastlog has calls. */
function hasCalls(meaning: Meaning | undefined): boolean {
  if (meaning === undefined) return false;
  return meaning.kind !== "export" || isCalled(meaning.name);
}

function assignmentUse(parent: NodeOf<"AssignmentExpression">, file: File): string | undefined {
  const left = inner(parent.left);
  if (isExports(left)) return EXPORTED;
  if (left.type === "MemberExpression") return keptIn(file.meanings.members.readBy(left), file);
  return left.type === "Identifier" ? VARIES : PASSED;
}

function keptIn(member: Member | undefined, { meanings }: File): string | undefined {
  if (member === undefined || meanings.ofMember(member) === undefined) return KEPT;
  return member.isHidden ? undefined : PUBLIC;
}

function isExportedVariable(id: Node, parents: ReadonlyMap<Node, Node>): boolean {
  const declarator = parents.get(id);
  const variables = declarator === undefined ? undefined : parents.get(declarator);
  return variables !== undefined && parents.get(variables)?.type === "ExportNamedDeclaration";
}

/** Whether a property is one of an object that is exported, such as that of `module.exports = { log }`. */
function isExportedObject(property: Node, file: File): boolean {
  const object = file.parentOf(property);
  const above = object === undefined ? undefined : file.parentOf(object);
  if (above?.type === "ExportDefaultDeclaration") return true;
  return above?.type === "AssignmentExpression" && above.right === object && isExports(above.left);
}
