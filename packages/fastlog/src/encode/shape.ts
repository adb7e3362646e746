import { SystemDate } from "../time.ts";
import { digitsOf, HUGE } from "./digits-of.ts";
import { quoteJson } from "./escape.ts";
import { type Literal, literal } from "./literal.ts";
import type { RecordWriter } from "./writer.ts";

/** What of a JSON text is the same in all values of one schema, encoded once. */
export type Shape =
  | { readonly kind: "bare" }
  | { readonly kind: "date" }
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
/** One of those, or a `Date`. */
export const DATE: Shape = { kind: "date" };

const COMMA = ",";
const NO_MEMBERS = "{}";
const NO_ITEMS = "[]";

const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;

/** The longest double. */
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
 * where it does not fit into the record, or has another shape after all, as what getters give may have;
 * what was written of it is then to be taken back.
 */
export function writeShaped(out: RecordWriter, shape: Shape, value: unknown): boolean {
  try {
    return write(out, shape, value);
  } catch {
    return false;
  }
}

function write(out: RecordWriter, shape: Shape, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return writeBare(out, value);
  if (Array.isArray(value)) return shape.kind === "list" && writeList(out, shape.items, value);
  if (shape.kind === "object") return writeObject(out, shape.members, value);
  return shape.kind === "date" && writeString(out, SystemDate.prototype.toISOString.call(value));
}

/** Writes a string, a finite number, a bigint, a boolean or null; `false` where it is none, or does not fit. */
export function writeBare(out: RecordWriter, value: unknown): boolean {
  if (typeof value === "string") return writeString(out, value);
  if (typeof value !== "number") return writeConstant(out, value);
  if (!Number.isFinite(value) || !out.fits(NUMBER_ROOM)) return false;
  out.number(value);
  return true;
}

function writeString(out: RecordWriter, value: string): boolean {
  out.jsonString(value);
  return !out.isOver;
}

function writeObject(out: RecordWriter, members: readonly Member[], value: object): boolean {
  const start = out.length;
  for (let i = 0; i < members.length; i++) {
    const member = members[i] as Member;
    const inside = (value as Readonly<Record<string, unknown>>)[member.name];
    if (inside === undefined) continue;
    if (!out.fits(member.before.length)) return false;
    out.literal(member.before);
    if (!write(out, member.shape, inside)) return false;
  }
  return closeObject(out, start);
}

function writeList(out: RecordWriter, items: Shape, list: readonly unknown[]): boolean {
  const start = out.length;
  for (let i = 0; i < list.length; i++) {
    if (!out.fits(COMMA.length)) return false;
    out.text(COMMA);
    if (!write(out, items, list[i])) return false;
  }
  return closeList(out, start);
}

/** Ends an object that began there, whose members have a comma in front of each. */
export function closeObject(out: RecordWriter, start: number): boolean {
  return close(out, start, NO_MEMBERS, OPENING_BRACE, CLOSING_BRACE);
}

export function closeList(out: RecordWriter, start: number): boolean {
  return close(out, start, NO_ITEMS, OPENING_BRACKET, CLOSING_BRACKET);
}

/** Ends what began there; the first comma in it becomes what opens it. */
function close(
  out: RecordWriter,
  start: number,
  empty: string,
  opening: number,
  closing: number,
): boolean {
  if (!out.fits(empty.length)) return false;
  if (out.length === start) {
    out.text(empty);
  } else {
    out.replace(start, opening);
    out.closing(closing);
  }
  return true;
}

function writeConstant(out: RecordWriter, value: unknown): boolean {
  if (typeof value === "bigint") {
    const digits = digitsOf(value);
    if (digits === HUGE) return writeString(out, digits);
    if (!out.fits(digits.length)) return false;
    out.safeText(digits);
    return true;
  }
  if (value !== null && typeof value !== "boolean") return false;
  const text = String(value);
  if (!out.fits(text.length)) return false;
  out.text(text);
  return true;
}
