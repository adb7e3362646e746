import { quoteJson } from "./escape.ts";
import { type Literal, literal } from "./literal.ts";
import type { RecordWriter } from "./writer.ts";

/** What of a JSON text is the same in all values of one schema, encoded once. */
export type Shape =
  | { readonly kind: "bare" }
  | { readonly kind: "list"; readonly items: Shape }
  | { readonly kind: "object"; readonly members: readonly Member[] };

interface Member {
  readonly name: string;
  /** `,"name":`, of which the first one's comma becomes a brace. */
  readonly before: Literal;
  readonly shape: Shape;
}

/** A string, number, boolean or null. */
export const BARE: Shape = { kind: "bare" };

const NULL = literal("null");
const TRUE = literal("true");
const FALSE = literal("false");
const COMMA = literal(",");
const NO_MEMBERS = literal("{}");
const NO_ITEMS = literal("[]");

const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;

/** An escape takes six characters at the most. */
const MOST_ESCAPED = 6;
/** The longest double, and what closes. */
const NUMBER_ROOM = 32;

export function objectShape(members: readonly (readonly [name: string, shape: Shape])[]): Shape {
  return {
    kind: "object",
    members: members.map(([name, shape]) => ({
      name,
      before: literal(`,${quoteJson(name)}:`),
      shape,
    })),
  };
}

/**
 * Writes a value that has the shape as JSON, straight to bytes: its text by fast-json-stringify, which
 * has to be flattened and copied, takes half as long again (benchmarks/speed.js, "event"). `false`
 * where it does not fit; what was written of it is then to be taken back.
 */
export function writeShaped(out: RecordWriter, shape: Shape, value: unknown): boolean {
  if (typeof value === "number") {
    if (!out.fits(NUMBER_ROOM)) return false;
    out.number(value);
    return true;
  }
  if (typeof value === "string") {
    if (!out.fits(value.length * MOST_ESCAPED + 2)) return false;
    out.jsonString(value);
    return true;
  }
  if (typeof value === "object" && value !== null) {
    if (shape.kind === "object") return writeObject(out, shape.members, value);
    if (shape.kind === "list") return writeList(out, shape.items, value as readonly unknown[]);
    return false;
  }
  return writeConstant(out, value);
}

function writeObject(out: RecordWriter, members: readonly Member[], value: object): boolean {
  const start = out.length;
  let isEmpty = true;
  for (let i = 0; i < members.length; i++) {
    const member = members[i] as Member;
    const inside = (value as Readonly<Record<string, unknown>>)[member.name];
    if (inside === undefined) continue;
    if (!out.fits(member.before.length)) return false;
    out.literal(member.before);
    if (!writeShaped(out, member.shape, inside)) return false;
    isEmpty = false;
  }
  return close(out, start, isEmpty, NO_MEMBERS, OPENING_BRACE, CLOSING_BRACE);
}

function writeList(out: RecordWriter, items: Shape, list: readonly unknown[]): boolean {
  const start = out.length;
  for (let i = 0; i < list.length; i++) {
    if (!out.fits(1)) return false;
    out.literal(COMMA);
    if (!writeShaped(out, items, list[i])) return false;
  }
  return close(out, start, list.length === 0, NO_ITEMS, OPENING_BRACKET, CLOSING_BRACKET);
}

function close(
  out: RecordWriter,
  start: number,
  isEmpty: boolean,
  empty: Literal,
  opening: number,
  closing: number,
): boolean {
  if (!out.fits(2)) return false;
  if (isEmpty) {
    out.literal(empty);
  } else {
    out.replace(start, opening);
    out.closing(closing);
  }
  return true;
}

function writeConstant(out: RecordWriter, value: unknown): boolean {
  if (typeof value === "bigint") {
    const digits = String(value);
    if (!out.fits(digits.length)) return false;
    out.safeText(digits);
    return true;
  }
  if (!out.fits(NUMBER_ROOM)) return false;
  out.literal(value === true ? TRUE : value === false ? FALSE : NULL);
  return true;
}
