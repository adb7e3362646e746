import { type Literal, literal } from "../encode/bytes/literal.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { JsonStyle } from "../encode/format/encoder.ts";
import { paramText } from "../encode/format/syslog-text.ts";
import type { Limits } from "../encode/object/limits.ts";
import { MAX_NAME } from "../encode/object/rename.ts";
import { writeBare } from "../encode/value/bare-json.ts";
import { escapeJson, quoteJson } from "../text/escape.ts";
import { SystemDate } from "../time/system-time.ts";
import { BOOLEAN, DATE, INTEGER, type Leaf, NULL, NUMBER, type Shape, STRING } from "./shape.ts";

const isOwn = Object.prototype.hasOwnProperty;
/** A `Date` with another `toJSON` is not written as a date. */
const { toJSON: dateToJson } = SystemDate.prototype;

const COMMA = 44;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const OPENING_BRACKET = 91;

/** A shape with its constant parts encoded for one kind of record. */
export type Prepared =
  | Leaf
  | { readonly kind: "list"; readonly isNullable: boolean; readonly items: Prepared }
  | {
      readonly kind: "object";
      readonly isNullable: boolean;
      readonly members: readonly PreparedMember[];
    };

interface PreparedMember {
  readonly name: string;
  readonly isRequired: boolean;
  /** The bytes of `,"name":`. The comma of the first member becomes a brace. */
  readonly before: Literal;
  readonly shape: Prepared;
}

/**
 * Writes objects and lists by their shape as JSON, straight into the record, and checks the shape in the same pass,
 * which reads each property once. Writing them as text by fast-json-stringify takes twice as long (docs/guides/typed-events.md).
 *
 * Returns `false` if a value violates its schema, is an instance of a class, has a `toJSON`, exceeds a limit, or does
 * not fit into the record; the caller then takes back the written bytes. Throws what a getter throws.
 */
export class ShapedJson {
  /** Whether the written text contains a quote. */
  hasQuotes = false;

  private readonly style: JsonStyle;
  private readonly limits: Limits;
  private readonly quote: Literal;
  private readonly closingBracket: Literal;

  constructor(style: JsonStyle, limits: Limits) {
    this.style = style;
    this.limits = limits;
    this.quote = this.literal('"');
    this.closingBracket = this.literal("]");
  }

  /** Encodes the constant parts of a shape; `undefined` if the shape exceeds the limits of depth or breadth. */
  prepare(shape: Shape, depth = 1): Prepared | undefined {
    if (shape.kind === "leaf") return shape;
    if (depth > this.limits.maxDepth) return undefined;
    if (shape.kind === "list") {
      const items = this.prepare(shape.items, depth + 1);
      return items && { ...shape, items };
    }
    if (shape.members.length > this.limits.maxBreadth) return undefined;
    const members: PreparedMember[] = [];
    for (const member of shape.members) {
      // Such a name is not written unchanged.
      if (member.name.length > MAX_NAME || !member.name.isWellFormed()) return undefined;
      const inside = this.prepare(member.shape, depth + 1);
      if (inside === undefined) return undefined;
      const before = this.literal(`,${quoteJson(member.name)}:`);
      members.push({ ...member, before, shape: inside });
    }
    return { ...shape, members };
  }

  write(out: RecordWriter, shape: Prepared, value: unknown): boolean {
    this.hasQuotes = false;
    const start = out.length;
    return this.any(out, shape, value) && out.length - start <= this.limits.maxLength;
  }

  private any(out: RecordWriter, shape: Prepared, value: unknown): boolean {
    if (shape.kind === "leaf") return this.leaf(out, shape, value);
    if (typeof value !== "object") return false;
    if (value === null) return shape.isNullable && writeBare(out, null);
    return shape.kind === "list"
      ? this.list(out, shape.items, value)
      : this.object(out, shape.members, value);
  }

  private leaf(out: RecordWriter, leaf: Leaf, value: unknown): boolean {
    if (!fits(leaf, value)) return false;
    if (typeof value === "string") return this.string(out, value);
    if (typeof value !== "object" || value === null)
      return this.style === "plain" || typeof value !== "bigint" ? writeBare(out, value) : false;
    return this.string(out, SystemDate.prototype.toISOString.call(value));
  }

  private object(out: RecordWriter, members: readonly PreparedMember[], value: object): boolean {
    if (value.constructor !== Object || hasToJson(value)) return false;
    const start = out.length;
    let next = 0;
    for (const name in value) {
      let member = members[next++];
      while (member !== undefined && member.name !== name && !member.isRequired) {
        member = members[next++];
      }
      if (member === undefined || member.name !== name) {
        out.rewind(start);
        return this.byName(out, members, value);
      }
      if (!isOwn.call(value, name)) return false;
      const inside = (value as Readonly<Record<string, unknown>>)[name];
      if (!this.member(out, member, inside)) return false;
    }
    while (next < members.length) if (members[next++]?.isRequired) return false;
    return this.close(out, start, value);
  }

  /** Writes an object whose properties have another order than the schema's. */
  private byName(out: RecordWriter, members: readonly PreparedMember[], value: object): boolean {
    const start = out.length;
    let left = 0;
    for (const name in value) if (isOwn.call(value, name)) left++;
    for (const member of members) {
      if (isOwn.call(value, member.name)) left--;
      else if (member.isRequired) return false;
      else continue;
      const inside = (value as Readonly<Record<string, unknown>>)[member.name];
      if (!this.member(out, member, inside)) return false;
    }
    return left === 0 && this.close(out, start, value);
  }

  private member(out: RecordWriter, member: PreparedMember, value: unknown): boolean {
    if (value === undefined) return !member.isRequired;
    this.hasQuotes = true;
    return out.piece(member.before, 0) && this.any(out, member.shape, value);
  }

  private close(out: RecordWriter, start: number, value: object): boolean {
    // An object without members may be a list.
    if (!out.fits(2) || (out.length === start && Symbol.iterator in value)) return false;
    if (out.length > start) out.replace(start, OPENING_BRACE);
    else out.closing(OPENING_BRACE);
    out.closing(CLOSING_BRACE);
    return true;
  }

  private list(out: RecordWriter, items: Prepared, list: object): boolean {
    if (!Array.isArray(list) || hasToJson(list) || list.length > this.limits.maxBreadth)
      return false;
    const start = out.length;
    for (let i = 0; i < list.length; i++) {
      if (!out.fits(1)) return false;
      out.closing(COMMA);
      if (!this.any(out, items, list[i])) return false;
    }
    if (!out.fits(2)) return false;
    if (out.length > start) out.replace(start, OPENING_BRACKET);
    else out.closing(OPENING_BRACKET);
    return out.piece(this.closingBracket, 0);
  }

  private string(out: RecordWriter, text: string): boolean {
    if (this.style === "plain") {
      out.jsonString(text);
      return !out.isOver;
    }
    this.hasQuotes = true;
    if (!out.piece(this.quote, 0)) return false;
    const start = out.length;
    this.inside(out, text);
    if (out.isOver) return false;
    // If each character took one byte, nothing was escaped. Otherwise the JSON string has to be escaped once more.
    if (out.length - start !== text.length) {
      out.rewind(start);
      this.inside(out, quoteJson(text).slice(1, -1));
    }
    return !out.isOver && out.piece(this.quote, 0);
  }

  /** Writes text that stands within quotes. */
  private inside(out: RecordWriter, text: string): void {
    if (this.style === "quoted") out.jsonText(text);
    else out.paramText(text);
  }

  private literal(text: string): Literal {
    if (this.style === "plain") return literal(text);
    return literal(this.style === "quoted" ? escapeJson(text) : paramText(text));
  }
}

/** Whether a leaf's schema allows the value, and the value is written unchanged. */
export function fits({ types, test }: Leaf, value: unknown): boolean {
  return isOf(types, value) && (test === undefined || test(value));
}

function isOf(types: number, value: unknown): boolean {
  switch (typeof value) {
    case "string":
      return (types & STRING) !== 0;
    case "number":
      return (
        ((types & INTEGER) !== 0 && Number.isInteger(value)) ||
        ((types & NUMBER) !== 0 && Number.isFinite(value))
      );
    case "boolean":
      return (types & BOOLEAN) !== 0;
    case "bigint":
      return (types & INTEGER) !== 0;
    case "object":
      return value === null ? (types & NULL) !== 0 : (types & DATE) !== 0 && isDate(value);
    default:
      return false;
  }
}

function isDate(value: object & { readonly toJSON?: unknown }): boolean {
  return (
    Object.getPrototypeOf(value) === SystemDate.prototype &&
    value.toJSON === dateToJson &&
    !Number.isNaN(SystemDate.prototype.getTime.call(value))
  );
}

function hasToJson(value: object): boolean {
  return typeof (value as { readonly toJSON?: unknown }).toJSON === "function";
}
