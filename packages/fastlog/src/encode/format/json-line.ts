import { invalidOption } from "../../diagnostics/invalid-option.ts";
import { LEVELS, type RecordLevel } from "../../level.ts";
import { quoteJson } from "../../text/escape.ts";
import type { DateStyle } from "../bytes/date.ts";
import type { PrefixPart } from "../bytes/prefix.ts";
import type { Identity } from "./encoder.ts";
import { levelText } from "./json-level.ts";
import type { JsonTimeForm } from "./json-options.ts";
import type { JsonShape, Path, ShapeMember } from "./json-shape.ts";
import { shortTarget } from "./quoted-encoder.ts";

/** Part of a line around the message and fields. The target's quotes belong to it. */
export type LinePart = PrefixPart | { readonly kind: "target" };

/** A line around its message and fields, whichever of them is first. */
export interface Line {
  /** Up to the first of both. */
  readonly head: readonly LinePart[];
  /** Between both. */
  readonly middle: readonly LinePart[];
  /** After the last, without the line's last brace. */
  readonly tail: readonly LinePart[];
  /** Number of the last parts before the fields that open the objects around them. */
  readonly opening: number;
  /** No member stands before the fields in their object, so that the first has no comma. */
  readonly isFirst: boolean;
}

/** Properties of a record that are known before it is written. */
export interface LineFacts {
  readonly level: RecordLevel;
  /** Number of the level. */
  readonly number: number;
  /** `undefined` if it is unknown, `true` if the line is for any target. */
  readonly target: string | true | undefined;
}

/** A member of an object of the record. */
type Member = [name: string, node: Node];

/** An object of the record, or a value. The fields are members of the object that `hasFields`. */
type Node =
  | { readonly kind: "object"; readonly members: Member[]; fieldsAt: number }
  | { readonly kind: "value"; readonly member: ShapeMember };

type ObjectNode = Extract<Node, { kind: "object" }>;

const NO_FIELDS = -1;

/** Tag of the main thread. */
const MAIN = "main";

const ANY: LineFacts = { level: "info", number: LEVELS.info, target: true };

const DATES: Readonly<Record<JsonTimeForm, DateStyle>> = {
  ms: "epoch",
  s: "epoch-s",
  us: "epoch-us",
  ns: "epoch-ns",
  "ns-string": "epoch-ns",
  rfc3339: "ms",
  "rfc3339-us": "us",
  "rfc3339-ns": "ns",
};
const NUMBERS: readonly JsonTimeForm[] = ["ms", "s", "us", "ns"];

/** Throws `ERR_FASTLOG_INVALID_OPTION` if the members of a shape do not make lines. */
export function checkLines(shape: JsonShape): void {
  new LineTree(shape, { pid: 0, thread: 0, host: "", tag: "" });
}

/** The members of a shape as a tree. Throws `ERR_FASTLOG_INVALID_OPTION` if two have one key. */
export class LineTree {
  private readonly root: ObjectNode = { kind: "object", members: [], fieldsAt: NO_FIELDS };
  private readonly identity: Identity;
  /** The fields come before the message. */
  readonly fieldsFirst: boolean;
  /** Keys beside the fields that the format writes itself. */
  readonly names: readonly string[];
  /** The ids of a trace are written beside the fields, and not beside the objects around them. */
  readonly hasTraceInside: boolean;

  constructor({ members, err, truncated, trace }: JsonShape, identity: Identity) {
    this.identity = identity;
    const at = (part: ShapeMember["part"]) => members.findIndex((member) => member.part === part);
    const fields = members[at("fields")]?.path ?? [];
    const [outermost] = fields;
    for (const member of members) this.add(member);
    this.fieldsFirst = new Walk(this.root, identity, ANY).fieldsFirst();
    this.hasTraceInside =
      outermost === undefined || (!this.fieldsFirst && members[at("msg")]?.path[0] === outermost);
    const inside = namesIn(this.objectAt(fields, { part: "fields", path: fields }));
    if (outermost === undefined && !this.startsWithConstant()) {
      throw invalidOption(
        "format.json.order",
        members.map(({ part }) => part),
        "expected a part that each record has before the fields",
      );
    }
    const lifted = Object.entries(err.lifted).map(
      ([member, name]) => [`err.lifted.${member}`, name] as const,
    );
    for (const [option, name] of [["err", err.key], ["truncated", truncated], ...lifted] as const) {
      take(inside, option, name);
    }
    inside.delete(err.key);
    this.names = [...inside];
    const around = this.hasTraceInside ? inside : namesIn(this.root);
    for (const option of ["traceId", "spanId", "traceFlags"] as const) {
      const key = trace[option]?.key;
      if (key !== undefined) take(around, option, key);
    }
  }

  /** The parts of a line. */
  line(facts: LineFacts): Line {
    return new Walk(this.root, this.identity, facts).line(this.fieldsFirst);
  }

  private startsWithConstant(): boolean {
    return this.root.members.slice(0, this.root.fieldsAt).some(([, node]) => isAlways(node));
  }

  private add(member: ShapeMember): void {
    const { part, path } = member;
    if (part === "fields") {
      const object = this.objectAt(path, member);
      // Members of their own object come first: then each field has a comma before it.
      object.fieldsAt = path.length === 0 ? object.members.length : Number.POSITIVE_INFINITY;
      return;
    }
    const object = this.objectAt(path.slice(0, -1), member);
    const name = path.at(-1) as string;
    if (object.members.some(([taken]) => taken === name))
      throw taken(optionOf(member), member.path);
    object.members.push([name, { kind: "value", member }]);
  }

  private objectAt(path: Path, member: ShapeMember): ObjectNode {
    let object = this.root;
    for (const name of path) {
      const known = object.members.find(([taken]) => taken === name)?.[1];
      if (known?.kind === "value") throw taken(optionOf(member), member.path);
      const inside: ObjectNode = known ?? { kind: "object", members: [], fieldsAt: NO_FIELDS };
      if (known === undefined) object.members.push([name, inside]);
      object = inside;
    }
    return object;
  }
}

function isAlways(node: Node): boolean {
  if (node.kind === "object")
    return node.fieldsAt >= 0 || node.members.some(([, n]) => isAlways(n));
  const { member } = node;
  if (member.part === "level") return typeof member.form === "string";
  if (member.part === "tag") return member.form === "any";
  return member.part !== "target";
}

function optionOf({ part }: ShapeMember): string {
  return part === "text" ? "constants" : part;
}

function namesIn({ members }: ObjectNode): Set<string> {
  return new Set(members.map(([name]) => name));
}

function take(names: Set<string>, option: string, name: string): void {
  if (names.has(name)) throw taken(option, name);
  names.add(name);
}

function taken(option: string, key: unknown): Error {
  return invalidOption(`format.json.${option}`, key, "expected a key that no other part has");
}

/** Writes the text of a tree for a level and a target. */
class Walk {
  private readonly root: ObjectNode;
  private readonly identity: Identity;
  private readonly facts: LineFacts;

  /** The parts so far, and where the message, the fields and their objects are. */
  private parts: LinePart[] = [];
  private text = "";
  private message = 0;
  private fields = 0;
  private opening: number | undefined;
  private isFirst = false;

  constructor(root: ObjectNode, identity: Identity, facts: LineFacts) {
    this.root = root;
    this.identity = identity;
    this.facts = facts;
  }

  /** Members of the fields' own object come before them, whatever the order of the parts is. */
  fieldsFirst(): boolean {
    this.object(this.root);
    return this.fields < this.message;
  }

  line(fieldsFirst: boolean): Line {
    this.object(this.root);
    this.cut();
    const { parts, message, fields, opening = fields, isFirst } = this;
    const [first, second] = fieldsFirst ? [fields, message] : [message, fields];
    return {
      head: parts.slice(0, first),
      middle: parts.slice(first, second),
      tail: parts.slice(second),
      opening: fields - opening,
      isFirst,
    };
  }

  /** Ends the current text. */
  private cut(): number {
    if (this.text !== "") this.parts.push({ kind: "text", text: this.text });
    this.text = "";
    return this.parts.length;
  }

  private object({ members, fieldsAt }: ObjectNode): void {
    const at = Math.min(fieldsAt, members.length);
    let separator = "{";
    for (let i = 0; i <= members.length; i++) {
      if (i === at) {
        // A comma comes with each field, the opening brace with the first if there is nothing before it.
        this.isFirst = separator === "{";
        this.fields = this.cut();
        separator = ",";
      }
      const [name, node] = members[i] ?? [];
      if (name === undefined || node === undefined || !this.isThere(node)) continue;
      if (holdsFields(node)) this.opening ??= this.cut();
      this.text += `${separator}${quoteJson(name)}:`;
      separator = ",";
      if (node.kind === "value") {
        this.value(node.member);
      } else {
        this.object(node);
        this.text += "}";
      }
    }
  }

  private isThere(node: Node): boolean {
    if (node.kind === "object")
      return node.fieldsAt >= 0 || node.members.some(([, inside]) => this.isThere(inside));
    const { member } = node;
    if (member.part === "target") return this.facts.target !== undefined;
    if (member.part === "tag") return member.form === "any" || this.identity.tag !== MAIN;
    return member.part !== "level" || levelText(member.form, this.facts) !== undefined;
  }

  private value(member: ShapeMember): void {
    const { pid, host, tag } = this.identity;
    switch (member.part) {
      case "text":
        this.text += member.json;
        break;
      case "level":
        this.text += levelText(member.form, this.facts);
        break;
      case "pid":
        this.text += pid;
        break;
      case "hostname":
        this.text += quoteJson(shortTarget(host));
        break;
      case "tag":
        this.text += quoteJson(tag);
        break;
      case "time":
        this.time(member.form);
        break;
      case "hrtime":
        this.part({ kind: "hrtime" });
        break;
      case "target":
        if (this.facts.target === true) this.part({ kind: "target" });
        else this.text += quoteJson(shortTarget(this.facts.target as string));
        break;
      case "msg":
        this.text += '"';
        this.message = this.cut();
        this.text += '"';
        break;
    }
  }

  private time(form: JsonTimeForm): void {
    const quote = NUMBERS.includes(form) ? "" : '"';
    this.text += quote;
    this.part({ kind: "date", style: DATES[form] });
    this.text += quote;
  }

  private part(part: LinePart): void {
    this.cut();
    this.parts.push(part);
  }
}

function holdsFields(node: Node): boolean {
  return (
    node.kind === "object" && (node.fieldsAt >= 0 || node.members.some(([, n]) => holdsFields(n)))
  );
}
