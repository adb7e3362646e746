import type MagicString from "magic-string";
import type { Program } from "oxc-parser";
import type { Finding } from "../report.ts";
import type { Knowledge } from "./effects.ts";
import { Header } from "./header.ts";
import type { Meanings } from "./meanings.ts";
import { inner, type Node, type NodeOf } from "./node.ts";
import { mayBeCalledEarly, type Origin, originIn } from "./origin.ts";
import type { Positions } from "./positions.ts";
import type { Scopes } from "./scopes.ts";
import type { FileOptions } from "./transform.ts";

/** A file that is being transformed: what is known of it, and its edits. */
export class File {
  readonly header: Header;
  readonly findings: Finding[] = [];
  /** Where the functions come from; `undefined` if none is loaded by the body of the file. */
  readonly origin: Origin | undefined;
  /** Functions of the file may be called before its body runs. */
  readonly mayBeEarly: boolean;
  /** Nodes whose text is replaced already. */
  readonly done: Set<Node> = new Set();
  /** Facts about the expressions that are removed. */
  readonly known: Knowledge;

  readonly program: Program;
  readonly scopes: Scopes;
  readonly meanings: Meanings;
  readonly positions: Positions;
  readonly edited: MagicString;
  readonly options: FileOptions;

  constructor(
    program: Program,
    scopes: Scopes,
    meanings: Meanings,
    positions: Positions,
    edited: MagicString,
    options: FileOptions,
  ) {
    this.program = program;
    this.scopes = scopes;
    this.meanings = meanings;
    this.positions = positions;
    this.edited = edited;
    this.options = options;
    this.header = new Header(edited.original, options.target, options.file);
    this.origin = originIn(program, meanings);
    this.mayBeEarly = this.origin?.how === "import" && mayBeCalledEarly(program);
    this.known = {
      isPure: (call) => this.#isPure(call),
      isRest: (identifier) => this.#isRest(identifier),
    };
  }

  get code(): string {
    return this.edited.original;
  }

  parentOf(node: Node): Node | undefined {
    return this.scopes.parents.get(node);
  }

  /** A call with the chain that it ends: `log?.info("…")`. */
  wholeOf(node: Node): Node {
    const parent = this.parentOf(node);
    return parent?.type === "ChainExpression" ? parent : node;
  }

  /** Whether a statement begins with an expression. A parenthesis in its place might continue the line above. */
  beginsStatement(node: Node): boolean {
    let at: Node | undefined = node;
    while (at !== undefined && at.start === node.start) {
      if (at.type === "ExpressionStatement") return true;
      at = this.parentOf(at);
    }
    return false;
  }

  /** Whether a node may run before the body of its module: inside of a function that is hoisted. */
  isEarly(node: Node): boolean {
    if (!this.mayBeEarly) return false;
    for (let at: Node | undefined = node; at !== undefined; at = this.parentOf(at)) {
      const block = at.type === "FunctionDeclaration" ? this.parentOf(at)?.type : "BlockStatement";
      if (block !== "BlockStatement" && block !== "StaticBlock") return true;
    }
    return false;
  }

  /** Whether a call is inside of the expression that loads the functions, so that they are not there yet. */
  isInOrigin(node: Node): boolean {
    const loaded = this.origin?.how === "import" ? undefined : this.origin?.node;
    return loaded !== undefined && loaded.start <= node.start && node.end <= loaded.end;
  }

  /**
   * Whether an expression has no value before the body of its module runs: it is made of a variable of the body. Calls
   * of it throw before.
   */
  isOfBody(expression: Node): boolean {
    const node = inner(expression);
    if (node.type === "MemberExpression") return this.isOfBody(node.object);
    if (node.type === "CallExpression") return this.isOfBody(node.callee);
    const declaration = this.scopes.declarations.get(node);
    const declarator = declaration && this.meanings.declaratorOf(declaration);
    if (declarator === undefined) return false;
    const statement = this.parentOf(this.parentOf(declarator) ?? declarator);
    if (statement?.type === "Program" || statement?.type === "ExportNamedDeclaration") return true;
    return declarator.init !== null && this.isOfBody(declarator.init);
  }

  /** Replaces text, and keeps its line breaks, so that all other lines keep their numbers. */
  replace(start: number, end: number, text: string): void {
    const breaks = this.code.slice(start, end).match(/\r\n|[\n\r\u2028\u2029]/g) ?? [];
    this.edited.update(start, end, text + breaks.join(""));
  }

  /** Reports what became of a node. */
  find(kind: Finding["kind"], node: Node, reason?: string): void {
    const isCall = node.type === "CallExpression" || node.type === "TaggedTemplateExpression";
    const place = isCall ? this.positions.ofCall(node) : this.positions.of(node.start);
    const named = isCall ? calleeOf(node) : node;
    const text = this.code.slice(named.start, named.end).replaceAll(/\s+/g, " ");
    const call = text.length > 60 ? `${text.slice(0, 59)}…` : text;
    this.findings.push({ kind, file: this.options.file, ...place, call, reason });
  }

  /** A call that only makes a logger, or asks for a level. */
  #isPure(call: NodeOf<"CallExpression">): boolean {
    if (this.meanings.of(call)?.kind === "logger") return true;
    const called = this.meanings.of(call.callee);
    if (called?.kind === "export") return called.name === "enabled";
    return called?.kind === "member" && ["isEnabled", "isLevelEnabled"].includes(called.name);
  }

  #isRest(identifier: Node): boolean {
    const declaration = this.scopes.declarations.get(identifier);
    if (declaration === undefined || this.scopes.reassigned.has(declaration)) return false;
    const rest = this.parentOf(declaration);
    const owner = rest?.type === "RestElement" ? this.parentOf(rest) : undefined;
    return owner !== undefined && "params" in owner && Array.isArray(owner.params);
  }
}

/** The function of a call, or the tag of a template. */
export function calleeOf(
  node: NodeOf<"CallExpression"> | NodeOf<"TaggedTemplateExpression">,
): Node {
  return node.type === "CallExpression" ? node.callee : node.tag;
}

/** Whether two nodes are one expression, but for parentheses and types. */
export function isSame(one: Node, other: Node): boolean {
  return inner(one) === inner(other);
}
