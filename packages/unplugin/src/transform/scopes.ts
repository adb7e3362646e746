import type { Program } from "oxc-parser";
import { ScopeTracker, walk } from "oxc-walker";
import type { Node, NodeOf } from "./node.ts";

/** Declarations that the names in a program refer to. */
export interface Scopes {
  /** The node that declares what an identifier refers to: an import specifier, an identifier of a pattern, or another. */
  readonly declarations: ReadonlyMap<Node, Node>;
  readonly parents: ReadonlyMap<Node, Node>;
  /** Declarations of variables that are assigned again, or declared twice. */
  readonly reassigned: ReadonlySet<Node>;
  /** Names of functions. One inside a block of a script also assigns to a variable outside. */
  readonly functions: ReadonlySet<string>;
  /** Reason for which no name is certain: `with`, or `eval` that may declare variables. */
  readonly uncertain: string | undefined;
}

/** Finds what each identifier refers to. Those of types refer to nothing. */
export function scopesOf(program: Program): Scopes {
  const tracker = new ScopeTracker({ preserveExitedScopes: true });
  walk(program, { scopeTracker: tracker });
  tracker.freeze();

  const declarations = new Map<Node, Node>();
  const parents = new Map<Node, Node>();
  const reassigned = new Set<Node>();
  const functions = new Set<string>();
  let uncertain: string | undefined;
  walk(program, {
    scopeTracker: tracker,
    enter(entered, enclosing) {
      const node = entered as Node;
      const parent = enclosing as Node | null;
      if (parent !== null) parents.set(node, parent);
      if (isType(node)) {
        this.skip();
        return;
      }
      if (node.type === "FunctionDeclaration" && node.id !== null) functions.add(node.id.name);
      if (node.type === "WithStatement") uncertain ??= "it has a with statement";
      if (isDirectEval(node) && program.sourceType !== "module") uncertain ??= "it calls eval";
      if (node.type !== "Identifier" || parent === null || isName(node, parent)) return;
      const declared = tracker.getDeclaration(node.name)?.node as Node | undefined;
      if (declared === undefined) return;
      declarations.set(node, declared);
      // Of two declarations of a variable, the tracker knows the last one.
      if (declared !== node && isWritten(node, parents)) reassigned.add(declared);
    },
  });
  return { declarations, parents, reassigned, functions, uncertain };
}

/** Nodes of TypeScript that have values inside. */
const VALUES: ReadonlySet<string> = new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion",
  "TSInstantiationExpression",
  "TSParameterProperty",
  "TSEnumDeclaration",
  "TSEnumBody",
  "TSEnumMember",
  "TSModuleDeclaration",
  "TSModuleBlock",
  "TSExportAssignment",
  "TSImportEqualsDeclaration",
]);

function isType(node: Node): boolean {
  return node.type.startsWith("TS") && !VALUES.has(node.type);
}

function isDirectEval(node: Node): boolean {
  if (node.type !== "CallExpression") return false;
  return node.callee.type === "Identifier" && node.callee.name === "eval";
}

/** Whether an identifier is a name of something else than a variable. */
function isName(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case "MemberExpression":
      return parent.property === node && !parent.computed;
    case "Property":
    case "MethodDefinition":
    case "PropertyDefinition":
    case "AccessorProperty":
      return (parent.key as Node) === node && !parent.computed;
    case "TSEnumMember":
      return (parent.id as Node) === node;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
    case "ImportAttribute":
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "ExportAllDeclaration":
      return true;
    default:
      return false;
  }
}

/** Whether an identifier is assigned, or declared once more. */
function isWritten(node: Node, parents: ReadonlyMap<Node, Node>): boolean {
  let at = node;
  for (;;) {
    const parent = parents.get(at);
    switch (parent?.type) {
      case "AssignmentExpression":
      case "ForInStatement":
      case "ForOfStatement":
        return (parent.left as Node) === at;
      case "AssignmentPattern":
        if ((parent.left as Node) !== at) return false;
        break;
      case "VariableDeclarator":
        return (parent.id as Node) === at;
      case "Property":
        if ((parent.value as Node) !== at || parents.get(parent)?.type !== "ObjectPattern")
          return false;
        break;
      case "UpdateExpression":
      case "FunctionDeclaration":
        return parent.type === "UpdateExpression" || (parent.id as Node | null) === at;
      case "ObjectPattern":
      case "ArrayPattern":
      case "RestElement":
        break;
      default:
        return isTargetOfAssertion(parent) && isWritten(parent, parents);
    }
    at = parent;
  }
}

/** `(x as T) = y` assigns to `x`. */
function isTargetOfAssertion(node: Node | undefined): node is NodeOf<"TSAsExpression"> {
  return node?.type === "TSAsExpression" || node?.type === "TSNonNullExpression";
}
