import { inner, keyName, memberName, type Node, type NodeOf } from "./node.ts";
import type { Scopes } from "./scopes.ts";

/** A field of a class, or a property of an object, all of whose values are known. */
export interface Member {
  /** Expressions that are assigned to it, here and anywhere else. */
  readonly values: readonly Node[];
  /** No code outside of the file, and no other object, can read it. */
  readonly isHidden: boolean;
}

/** Assignments that give a member the value of their right side, or leave it. */
const ASSIGNMENTS = ["=", "&&=", "||=", "??="];

type Class = NodeOf<"ClassDeclaration"> | NodeOf<"ClassExpression">;
type Field = NodeOf<"PropertyDefinition">;
type Property = NodeOf<"Property">;

/** An object whose members are known by the code that makes it. */
type Holder =
  | { readonly kind: "class"; readonly node: Class; readonly isStatic: boolean }
  | { readonly kind: "object"; readonly node: NodeOf<"ObjectExpression"> };

/** Finds the members of classes and objects that nothing but the file can change. */
export class Members {
  readonly #scopes: Scopes;
  readonly #known = new Map<Node, Member | undefined>();
  /** Uses of each variable, by its declaration. */
  readonly #uses = new Map<Node, Node[]>();
  /** Values that are assigned to members, by their names; `undefined` for what is no plain assignment. */
  readonly #written = new Map<string, (Node | undefined)[]>();
  /** Something is assigned to a member whose name is not constant. */
  #writesUnknown = false;

  constructor(scopes: Scopes) {
    this.#scopes = scopes;
    for (const [node, declaration] of scopes.declarations) {
      if (node !== declaration) listed(this.#uses, declaration).push(node);
    }
    for (const node of scopes.parents.keys()) {
      if (node.type === "MemberExpression") this.#noteWrite(node);
    }
  }

  /** The member that an expression reads or assigns; `undefined` if its values are not certain. */
  readBy(node: NodeOf<"MemberExpression">): Member | undefined {
    const name = nameOf(node);
    return name === undefined ? undefined : this.of(node.object, name);
  }

  /** A member of an object by its name, which begins with `#` if it is private. */
  of(object: Node, name: string): Member | undefined {
    if (name.startsWith("#")) {
      const field = this.#privateField(object, name);
      return field === undefined ? undefined : this.declared(field);
    }
    const holder = this.#holder(inner(object));
    if (holder?.kind === "object") {
      const found = holder.node.properties.find(
        (each) => each.type === "Property" && keyName(each) === name,
      );
      return found?.type === "Property" ? this.declared(found) : undefined;
    }
    const field = holder?.node.body.body.find(
      (each) => "key" in each && each.static === holder.isStatic && fieldName(each) === name,
    );
    return field?.type === "PropertyDefinition" ? this.declared(field) : undefined;
  }

  /** The member that a field or a property declares. */
  declared(node: Field | Property): Member | undefined {
    if (!this.#known.has(node)) {
      const made = node.type === "Property" ? this.#property(node) : this.#field(node);
      this.#known.set(node, made);
    }
    return this.#known.get(node);
  }

  #field(field: Field): Member | undefined {
    const name = fieldName(field);
    const owner = this.#scopes.parents.get(this.#scopes.parents.get(field) ?? field) as Class;
    if (name === undefined || field.decorators.length > 0) return undefined;
    const alike = owner.body.body.filter(
      (each) => "key" in each && each.static === field.static && fieldName(each) === name,
    );
    if (alike.length > 1) return undefined;
    const isPrivate = name.startsWith("#") || field.accessibility === "private";
    const isHidden = isPrivate || (field.static && this.#isClassKept(owner));
    if (!isHidden && !field.readonly) return undefined;
    return this.#member(name, field.value, isHidden);
  }

  #property(property: Property): Member | undefined {
    const { parents } = this.#scopes;
    const object = parents.get(property);
    const name = keyName(property);
    if (object?.type !== "ObjectExpression" || name === undefined) return undefined;
    return this.#isObjectKept(object) ? this.#member(name, property.value, true) : undefined;
  }

  #member(name: string, value: Node | null, isHidden: boolean): Member | undefined {
    if (this.#writesUnknown && !name.startsWith("#")) return undefined;
    const values = [...(value === null ? [] : [value]), ...(this.#written.get(name) ?? [])];
    const certain = values.filter((each) => each !== undefined);
    return certain.length === values.length ? { values: certain, isHidden } : undefined;
  }

  /** Whether an object is the value of a constant of which nothing but members is read. */
  #isObjectKept(object: NodeOf<"ObjectExpression">): boolean {
    const names = object.properties.map((each) =>
      each.type === "Property" && each.kind === "init" && !each.method ? keyName(each) : undefined,
    );
    if (names.some((name) => name === undefined || name === "__proto__")) return false;
    if (new Set(names).size < names.length) return false;
    let at: Node = object;
    let declarator = this.#scopes.parents.get(at);
    while (declarator !== undefined && inner(declarator) === object) {
      at = declarator;
      declarator = this.#scopes.parents.get(at);
    }
    if (declarator?.type !== "VariableDeclarator" || declarator.init !== at) return false;
    if (!this.#isConstant(declarator) || this.#hasThis(object)) return false;
    return this.#isKept(declarator.id, []);
  }

  /** Whether nothing but static members of a class is read, and objects made of it. */
  #isClassKept(node: Class): boolean {
    if (node.id === null) return false;
    const parent = this.#scopes.parents.get(node);
    if (node.type !== "ClassDeclaration" || parent?.type.startsWith("Export")) return false;
    return this.#isKept(node.id, ["NewExpression"]);
  }

  #isKept(declaration: Node, others: readonly Node["type"][]): boolean {
    return (this.#uses.get(declaration) ?? []).every((use) => {
      const parent = this.#scopes.parents.get(use);
      if (parent?.type === "MemberExpression")
        return parent.object === use && nameOf(parent) !== undefined;
      if (parent?.type === "VariableDeclarator")
        return parent.init === use && isPlainPattern(parent.id);
      if (parent?.type === "NewExpression")
        return parent.callee === use && others.includes(parent.type);
      return false;
    });
  }

  #isConstant(declarator: NodeOf<"VariableDeclarator">): boolean {
    const { parents, reassigned } = this.#scopes;
    const variables = parents.get(declarator);
    if (variables?.type !== "VariableDeclaration" || variables.kind === "var") return false;
    if (declarator.id.type !== "Identifier" || reassigned.has(declarator.id)) return false;
    return parents.get(variables)?.type !== "ExportNamedDeclaration";
  }

  #hasThis(object: Node): boolean {
    const { parents } = this.#scopes;
    return [...parents.keys()].some(
      (node) =>
        node.type === "ThisExpression" && object.start <= node.start && node.end <= object.end,
    );
  }

  #holder(node: Node): Holder | undefined {
    if (node.type === "ThisExpression") return this.#holderOfThis(node);
    const declaration = this.#scopes.declarations.get(node);
    if (declaration === undefined || this.#scopes.reassigned.has(declaration)) return undefined;
    const parent = this.#scopes.parents.get(declaration);
    if (parent?.type === "ClassDeclaration" || parent?.type === "ClassExpression")
      return parent.id === declaration
        ? { kind: "class", node: parent, isStatic: true }
        : undefined;
    if (parent?.type !== "VariableDeclarator" || parent.id !== declaration) return undefined;
    if (parent.init === null || !this.#isConstant(parent)) return undefined;
    const value = inner(parent.init);
    if (value.type === "ObjectExpression") return { kind: "object", node: value };
    return value.type === "ThisExpression" ? this.#holderOfThis(value) : undefined;
  }

  /** The class of `this`, in its methods, fields and static blocks. */
  #holderOfThis(node: Node): Holder | undefined {
    const { parents } = this.#scopes;
    let below = node;
    for (let at = parents.get(node); at !== undefined; at = parents.get(at)) {
      const isKey = "key" in at && at.key === below;
      if (!isKey && (at.type === "PropertyDefinition" || at.type === "StaticBlock")) {
        const isStatic = at.type === "StaticBlock" || at.static;
        return { kind: "class", node: parents.get(parents.get(at) ?? at) as Class, isStatic };
      }
      if (isKey && at.type !== "Property") return undefined;
      if (at.type === "FunctionDeclaration") return undefined;
      if (at.type === "FunctionExpression") {
        const method = parents.get(at);
        if (method?.type !== "MethodDefinition" || method.value !== at) return undefined;
        const owner = parents.get(parents.get(method) ?? method) as Class;
        return { kind: "class", node: owner, isStatic: method.static };
      }
      below = at;
    }
    return undefined;
  }

  #privateField(from: Node, name: string): Field | undefined {
    const { parents } = this.#scopes;
    for (let at: Node | undefined = from; at !== undefined; at = parents.get(at)) {
      if (at.type !== "ClassBody") continue;
      const found = at.body.find((each) => "key" in each && fieldName(each) === name);
      if (found !== undefined) return found.type === "PropertyDefinition" ? found : undefined;
    }
    return undefined;
  }

  #noteWrite(node: NodeOf<"MemberExpression">): void {
    const { parents } = this.#scopes;
    let at: Node = node;
    let parent = parents.get(at);
    while (parent !== undefined && inner(parent) === node) {
      at = parent;
      parent = parents.get(at);
    }
    if (!isWrite(at, parent, parents)) return;
    const name = nameOf(node);
    if (name === undefined) {
      // Elements of lists are no members that are known here.
      if (!isNumber(node.property)) this.#writesUnknown = true;
      return;
    }
    const value =
      parent?.type === "AssignmentExpression" && ASSIGNMENTS.includes(parent.operator)
        ? parent.right
        : undefined;
    listed(this.#written, name).push(value);
  }
}

/** The name of a member, with `#` if it is private. */
function nameOf(node: NodeOf<"MemberExpression">): string | undefined {
  const { property } = node;
  return property.type === "PrivateIdentifier" ? `#${property.name}` : memberName(node);
}

function fieldName(element: { key: Node; computed: boolean }): string | undefined {
  const { key } = element;
  return key.type === "PrivateIdentifier" ? `#${key.name}` : keyName(element);
}

/** Whether a pattern takes members by constant names, and no others. */
function isPlainPattern(pattern: Node): boolean {
  if (pattern.type !== "ObjectPattern") return false;
  return pattern.properties.every(
    (each) => each.type === "Property" && keyName(each) !== undefined,
  );
}

function isWrite(node: Node, parent: Node | undefined, parents: ReadonlyMap<Node, Node>): boolean {
  switch (parent?.type) {
    case "AssignmentExpression":
    case "AssignmentPattern":
    case "ForInStatement":
    case "ForOfStatement":
      return (parent.left as Node) === node;
    case "UpdateExpression":
    case "ArrayPattern":
    case "RestElement":
      return true;
    case "UnaryExpression":
      return parent.operator === "delete";
    case "Property":
      return parent.value === node && parents.get(parent)?.type === "ObjectPattern";
    default:
      return false;
  }
}

function isNumber(node: Node): boolean {
  const bare = inner(node);
  return bare.type === "Literal" && typeof bare.value === "number";
}

function listed<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
