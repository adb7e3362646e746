import type { Scope } from "eslint";
import { bare, type Call, type Context, isListed, type Node, nameOfKey, pathOf } from "../ast.ts";
import type { Settings } from "../settings.ts";
import { classAround, memberOfClass, typeOf } from "./classes.ts";
import { isFastlog, isRequire, moduleOf, specifierOf } from "./modules.ts";
import { common, type Logger, memberOf, type Origin } from "./origin.ts";
import { pathInPattern, variableAt, writesTo } from "./variables.ts";

const LOGGER: Logger = { kind: "logger", own: [] };

/** The types that fastlog has for loggers. */
const TYPES = ["Logger", "LevelledLogger", "BrowserLogger"];

/** Finds out which expressions of a file are functions and loggers of fastlog. */
export class Resolver {
  readonly context: Context;
  readonly settings: Settings;
  /** `undefined` while a variable is looked at, so that circles end. */
  private readonly known = new Map<Scope.Variable, Origin | undefined>();

  constructor(context: Context, settings: Settings) {
    this.context = context;
    this.settings = settings;
  }

  /** The value of fastlog's that an expression stands for; `undefined` if it is something else, or unknown. */
  origin(node: Node): Origin | undefined {
    return this.found(bare(node)) ?? this.named(node);
  }

  private found(node: Node): Origin | undefined {
    switch (node.type) {
      case "Identifier":
        return this.variable(variableAt(this.context, node, node.name));
      case "MemberExpression":
        return this.member(node);
      case "CallExpression":
        return this.result(node);
      case "AwaitExpression":
        return this.imported(bare(node.argument));
      case "LogicalExpression":
        // Of `options.log ?? log` only the second is known.
        return node.operator === "&&"
          ? this.origin(node.right)
          : this.either(node.left, node.right);
      case "ConditionalExpression":
        return common([this.origin(node.consequent), this.origin(node.alternate)]);
      case "AssignmentExpression":
        return node.operator === "=" ? this.origin(node.right) : undefined;
      default:
        return undefined;
    }
  }

  /** Returns the origin that the settings give an expression. They yield to the code of the file. */
  private named(node: Node): Origin | undefined {
    const { loggers } = this.settings;
    const path = loggers.length > 0 ? pathOf(node) : undefined;
    return path !== undefined && isListed(path, loggers) ? LOGGER : undefined;
  }

  private either(left: Node, right: Node): Origin | undefined {
    const known = [this.origin(left), this.origin(right)].filter((each) => each !== undefined);
    return common(known);
  }

  private imported(node: Node): Origin | undefined {
    if (node.type !== "ImportExpression") return undefined;
    return isFastlog(specifierOf(node.source), this.settings) ? { kind: "module" } : undefined;
  }

  private member(node: Node & { type: "MemberExpression" }): Origin | undefined {
    const name = nameOfKey(node.property, node.computed);
    if (name === undefined) return undefined;
    const owner = bare(node.object);
    const origin = owner.type === "Super" ? undefined : this.origin(owner);
    if (origin !== undefined) return memberOf(origin, name);
    const where = owner.type === "ThisExpression" ? classAround(node) : this.classOf(owner);
    if (where !== undefined) return this.classMember(where, name);
    return this.property(owner, name);
  }

  private classOf(node: Node): Node | undefined {
    if (node.type !== "Identifier") return undefined;
    const [definition] = variableAt(this.context, node, node.name)?.defs ?? [];
    return definition?.type === "ClassName" ? (definition.node as Node) : undefined;
  }

  private classMember(owner: Node, name: string): Origin | undefined {
    const member = memberOfClass(owner, name);
    if (member === undefined) return undefined;
    const { value, typed } = member;
    const byValue = value === undefined ? undefined : this.origin(value);
    return byValue ?? (typed === undefined ? undefined : this.typed(typed));
  }

  /** A property of an object that the file writes as a literal: `deps.log`. */
  private property(owner: Node, name: string): Origin | undefined {
    if (owner.type !== "Identifier") return undefined;
    const variable = variableAt(this.context, owner, owner.name);
    const writes = variable === undefined ? [] : writesTo(variable).map(bare);
    const [object, ...others] = writes;
    if (object?.type !== "ObjectExpression" || others.length > 0) return undefined;
    for (const property of object.properties) {
      if (property.type !== "Property" || nameOfKey(property.key, property.computed) !== name)
        continue;
      return this.origin(property.value);
    }
    return undefined;
  }

  private result(node: Call): Origin | undefined {
    const callee = bare(node.callee);
    if (isRequire(this.context, callee)) {
      return isFastlog(specifierOf(node.arguments[0]), this.settings)
        ? { kind: "module" }
        : undefined;
    }
    const origin = callee.type === "Super" ? undefined : this.origin(callee);
    if (origin?.kind === "factory") return { kind: "logger", own: origin.own };
    return origin?.kind === "createLevels"
      ? { kind: "levels", own: keysOf(node.arguments[0]) }
      : undefined;
  }

  private variable(variable: Scope.Variable | undefined): Origin | undefined {
    if (variable === undefined) return undefined;
    if (!this.known.has(variable)) {
      this.known.set(variable, undefined);
      this.known.set(variable, this.defined(variable));
    }
    return this.known.get(variable);
  }

  private defined(variable: Scope.Variable): Origin | undefined {
    const [definition, ...others] = variable.defs;
    if (definition === undefined || others.length > 0) return undefined;
    const name = definition.name as Node;
    if (definition.type === "ImportBinding") return moduleOf(definition, this.settings);
    if (definition.type === "Parameter") return this.typed(name) ?? this.byDefault(name);
    if (definition.type !== "Variable") return undefined;
    const { id } = definition.node as { readonly id: Node };
    const path = pathInPattern(id, name);
    if (path === undefined) return undefined;
    const origins = writesTo(variable).map((value) => {
      const start: Origin | undefined = this.origin(value);
      return path.reduce((at, key) => at && memberOf(at, key), start);
    });
    return common(origins) ?? this.typed(name);
  }

  /** `(log = logger("app")) => …`. */
  private byDefault(name: Node): Origin | undefined {
    const { parent } = name;
    return parent?.type === "AssignmentPattern" ? this.origin(parent.right) : undefined;
  }

  /** `log: Logger`, a type that is imported from fastlog. */
  private typed(node: Node): Origin | undefined {
    const type = typeOf(node) as { type: string; typeName?: Node & { name?: string } } | undefined;
    const name = type?.type === "TSTypeReference" ? type.typeName?.name : undefined;
    if (name === undefined) return undefined;
    const [definition] = variableAt(this.context, node, name)?.defs ?? [];
    if (definition?.type !== "ImportBinding") return undefined;
    const { imported } = definition.node as { readonly imported?: { readonly name?: string } };
    const source = (definition.parent as { readonly source?: Node } | null)?.source;
    const isLogger = TYPES.includes(imported?.name ?? "");
    return isLogger && isFastlog(specifierOf(source), this.settings) ? LOGGER : undefined;
  }
}

/** The names that the literal argument of `createLevels` defines. */
function keysOf(node: Node | undefined): readonly string[] {
  if (node?.type !== "ObjectExpression") return [];
  return node.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    return nameOfKey(property.key, property.computed) ?? [];
  });
}
