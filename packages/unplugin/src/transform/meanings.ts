import type { Level } from "../../../fastlog/src/level.ts";
import { LEVELS } from "../../../fastlog/src/level.ts";
import { type Member, Members } from "./members.ts";
import { inner, keyName, memberName, type Node, type NodeOf, textOf } from "./node.ts";
import type { Scopes } from "./scopes.ts";

/** The package whose calls are found. */
export const PACKAGE = "fastlog";

/** Meaning of an expression that comes from fastlog. */
export type Meaning =
  /** The module object. */
  | { readonly kind: "module" }
  /** An export of fastlog, or a copy of it. */
  | { readonly kind: "export"; readonly name: string }
  | { readonly kind: "logger" }
  /** Another function of a logger: `child`, `isEnabled`, `log`. */
  | { readonly kind: "member"; readonly name: string }
  /** A function that logs at one level, but is no export of fastlog. */
  | {
      readonly kind: "level";
      readonly level: string;
      /** It is made by `createLevels`, and its target is that of the module which calls it. */
      readonly isPlain: boolean;
    }
  /** The result of `createLevels`. */
  | { readonly kind: "levels" }
  /** The function of a typed event; its level is unknown where that is no constant. */
  | { readonly kind: "event"; readonly level: string | undefined };

/** The exports that log, of which each module gets its own. */
export type Logging = Level | "log" | "enabled";

export function isLogging(name: string): name is Logging {
  return Object.hasOwn(LEVELS, name) || name === "log" || name === "enabled";
}

/** Functions of fastlog whose results have calls of their own. */
const MAKERS: readonly string[] = ["logger", "createLevels", "defineEvent"];

/** Whether an export of fastlog logs, or makes what does. */
export function isCalled(name: string): boolean {
  return isLogging(name) || MAKERS.includes(name);
}

/** Members of loggers that do not log. */
const OTHER_MEMBERS = [
  "target",
  "level",
  "levelVal",
  "msgPrefix",
  "levels",
  "silent",
  "bindings",
  "setBindings",
  "flush",
  "toJSON",
  "on",
];

/** Functions of compilers that return the module object which they are given. */
const INTEROP = ["__importStar", "__toESM", "_interopRequireWildcard", "_interop_require_wildcard"];

/** Tells what the expressions of a program are. */
export class Meanings {
  /** Levels that the program defines; without a number where that is no constant. */
  readonly ownLevels: ReadonlyMap<string, number | undefined>;

  readonly members: Members;

  readonly #scopes: Scopes;
  readonly #ofMembers = new Map<Member, Meaning | undefined>();
  readonly #known = new Map<Node, Meaning | undefined>();
  readonly #ownLevels = new Map<string, number | undefined>();

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
    this.members = new Members(scopes);
    this.ownLevels = this.#ownLevels;
    for (const node of scopes.parents.keys()) {
      if (node.type === "CallExpression" && this.#isExport(node.callee, "createLevels")) {
        this.#defineLevels(node.arguments[0]);
      }
    }
  }

  /** Returns the meaning of an expression; `undefined` if it does not come from fastlog, or if that is not certain. */
  of(expression: Node): Meaning | undefined {
    const node = inner(expression);
    switch (node.type) {
      case "Identifier": {
        const declaration = this.#scopes.declarations.get(node);
        return declaration === undefined ? undefined : this.#declared(declaration);
      }
      case "MemberExpression": {
        const object = this.of(node.object);
        return object === undefined
          ? this.ofMember(this.members.readBy(node))
          : this.named(object, memberName(node));
      }
      case "ConditionalExpression": {
        const [one, other] = [this.of(node.consequent), this.of(node.alternate)];
        return one?.kind === "logger" && other?.kind === "logger" ? one : undefined;
      }
      case "CallExpression":
        return this.#result(node);
      case "AwaitExpression": {
        const { argument } = node;
        const isImport = argument.type === "ImportExpression" && isPackage(argument.source);
        return isImport ? { kind: "module" } : undefined;
      }
      default:
        return undefined;
    }
  }

  /**
   * Whether an expression reads an export itself: by the name of an import, or as a member of the module. A copy in
   * another variable does not.
   */
  isDirect(expression: Node): boolean {
    const node = inner(expression);
    if (node.type === "MemberExpression") return this.of(node.object)?.kind === "module";
    const declaration = this.#scopes.declarations.get(node);
    if (declaration === undefined) return false;
    if (declaration.type === "ImportSpecifier") return true;
    const declarator = this.declaratorOf(declaration);
    return (
      declarator?.id.type === "ObjectPattern" &&
      declarator.init !== null &&
      this.of(declarator.init)?.kind === "module"
    );
  }

  /** The declarator of a variable, if it is a plain one. */
  declaratorOf(declaration: Node): NodeOf<"VariableDeclarator"> | undefined {
    const { parents } = this.#scopes;
    const parent = parents.get(declaration);
    if (parent?.type === "VariableDeclarator") return parent;
    const pattern = parent?.type === "Property" ? parents.get(parent) : undefined;
    const above = pattern?.type === "ObjectPattern" ? parents.get(pattern) : undefined;
    return above?.type === "VariableDeclarator" && above.id === pattern ? above : undefined;
  }

  /** The meaning of a field or a property; `undefined` if its values have several. */
  ofMember(member: Member | undefined): Meaning | undefined {
    if (member === undefined) return undefined;
    if (this.#ofMembers.has(member)) return this.#ofMembers.get(member);
    // A member that is made of itself is unknown.
    this.#ofMembers.set(member, undefined);
    const [first, ...others] = member.values
      .filter((value) => !isNothing(value))
      .map((value) => this.of(value));
    const isLoggers = others.every((other) => other?.kind === "logger") && first?.kind === "logger";
    const meaning = isLoggers || others.length === 0 ? first : undefined;
    this.#ofMembers.set(member, meaning);
    return meaning;
  }

  #declared(declaration: Node): Meaning | undefined {
    if (this.#known.has(declaration)) return this.#known.get(declaration);
    // A variable that is made of itself is unknown.
    this.#known.set(declaration, undefined);
    const meaning = this.#meant(declaration);
    this.#known.set(declaration, meaning);
    return meaning;
  }

  #meant(declaration: Node): Meaning | undefined {
    const { parents, reassigned, functions } = this.#scopes;
    const parent = parents.get(declaration);
    if (declaration.type === "TSImportEqualsDeclaration") {
      const { moduleReference: module } = declaration;
      const isModule = module.type === "TSExternalModuleReference" && isPackage(module.expression);
      return isModule ? { kind: "module" } : undefined;
    }
    if (parent?.type === "ImportDeclaration") {
      if (!isPackage(parent.source) || parent.importKind === "type") return undefined;
      if (declaration.type === "ImportNamespaceSpecifier") return { kind: "module" };
      if (declaration.type !== "ImportSpecifier" || declaration.importKind === "type")
        return undefined;
      const { imported } = declaration;
      return exported(imported.type === "Identifier" ? imported.name : imported.value);
    }
    const declarator = this.declaratorOf(declaration);
    if (declarator === undefined || declarator.init === null || reassigned.has(declaration))
      return undefined;
    const variables = parents.get(declarator);
    if (variables?.type !== "VariableDeclaration") return undefined;
    const isVar = variables.kind === "var" && declaration.type === "Identifier";
    if (isVar && functions.has(declaration.name)) return undefined;
    const meaning = this.of(declarator.init);
    if (declarator.id.type !== "ObjectPattern") return meaning;
    const name = parent?.type === "Property" ? keyName(parent) : undefined;
    if (meaning !== undefined || name === undefined) return this.named(meaning, name);
    return this.ofMember(this.members.of(declarator.init, name));
  }

  /** The meaning of a member of something of fastlog. */
  named(object: Meaning | undefined, name: string | undefined): Meaning | undefined {
    if (object === undefined || name === undefined) return undefined;
    switch (object.kind) {
      case "module":
        return exported(name);
      case "logger":
        if (Object.hasOwn(LEVELS, name) || this.#ownLevels.has(name))
          return { kind: "level", level: name, isPlain: false };
        if (name === "verbose") return { kind: "level", level: "trace", isPlain: false };
        return OTHER_MEMBERS.includes(name) ? undefined : { kind: "member", name };
      case "levels":
        if (this.#ownLevels.has(name)) return { kind: "level", level: name, isPlain: true };
        return { kind: "member", name };
      default:
        return undefined;
    }
  }

  #result(call: NodeOf<"CallExpression">): Meaning | undefined {
    const [first] = call.arguments;
    const { callee } = call;
    if (callee.type === "Identifier" && !this.#scopes.declarations.has(callee)) {
      if (callee.name === "require" && first !== undefined && isPackage(first))
        return { kind: "module" };
    }
    if (callee.type === "Identifier" && INTEROP.includes(callee.name) && first !== undefined) {
      const given = this.of(first);
      return given?.kind === "module" ? given : undefined;
    }
    const called = this.of(callee);
    if (called?.kind === "member") {
      const { name } = called;
      if (name === "child" || name === "logger") return { kind: "logger" };
      if (name === "withLevels" && first !== undefined) return this.of(first);
      return undefined;
    }
    if (called?.kind !== "export") return undefined;
    switch (called.name) {
      case "logger":
        return { kind: "logger" };
      case "createLevels":
        return { kind: "levels" };
      case "defineEvent":
        return { kind: "event", level: textOf(first) };
      default:
        return undefined;
    }
  }

  #isExport(callee: Node, name: string): boolean {
    const meaning = this.of(callee);
    return meaning?.kind === "export" && meaning.name === name;
  }

  #defineLevels(definitions: Node | undefined): void {
    const object = definitions === undefined ? undefined : inner(definitions);
    if (object?.type !== "ObjectExpression") return;
    for (const property of object.properties) {
      const name = property.type === "Property" ? keyName(property) : undefined;
      if (name !== undefined && property.type === "Property")
        this.#ownLevels.set(name, numberOf(inner(property.value)));
    }
  }
}

/** The number of a level: `35`, or `{ number: 35, … }`. */
function numberOf(definition: Node): number | undefined {
  if (definition.type === "Literal")
    return typeof definition.value === "number" ? definition.value : undefined;
  if (definition.type !== "ObjectExpression") return undefined;
  const found = definition.properties.find(
    (property) => property.type === "Property" && keyName(property) === "number",
  );
  return found?.type === "Property" ? numberOf(inner(found.value)) : undefined;
}

/** `undefined` and `null`, which have no calls. */
function isNothing(value: Node): boolean {
  const node = inner(value);
  if (node.type === "Identifier") return node.name === "undefined";
  return node.type === "Literal" && node.raw === "null";
}

/** Whether an expression is the name of the package. */
export function isPackage(source: Node): boolean {
  return textOf(source) === PACKAGE;
}

function exported(name: string): Meaning {
  return { kind: "export", name };
}
