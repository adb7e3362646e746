import { quoteJson } from "../../text/escape.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { FreeNames } from "../object/members.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import type { ErrorPieces } from "../value/plain-error.ts";
import type { JsonErrorNames } from "./json-options.ts";
import type { ErrorShape } from "./json-shape.ts";

type ErrorMember = keyof JsonErrorNames;

const MEMBERS: readonly ErrorMember[] = ["type", "message", "stack", "code"];

const QUOTE = 34;
const COMMA = 44;
const OPENING_BRACKET = 91;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** A member of a JSON object, as its text has it. */
interface Member {
  readonly name: string;
  readonly value: string;
}

/** Writes errors under the keys of a shape. */
export class ErrorKeys {
  /** The key of an error's object. It identifies the fields that are written here. */
  readonly literal: Literal;
  /** The constant pieces of a usual error; `undefined` if its texts would have yet another order. */
  readonly pieces: ErrorPieces | undefined;

  private readonly shape: ErrorShape;
  /** A value that is no object becomes the error's message, because receivers expect an object. */
  private readonly wraps: boolean;

  constructor(shape: ErrorShape) {
    this.shape = shape;
    this.literal = literal(`,${quoteJson(shape.key)}:`);
    this.wraps = Object.keys(shape.names).length > 0 || shape.lifted.message !== undefined;
    this.pieces = piecesOf(shape);
  }

  /** Whether errors differ from those of other formats. */
  get isNeeded(): boolean {
    const { names, lifted } = this.shape;
    return Object.keys(names).length > 0 || Object.keys(lifted).length > 0;
  }

  /** Writes the value of the field of errors, with its key. Returns `false` if it is written as any other field. */
  write(out: RecordWriter, value: Plain): boolean {
    if (value instanceof Json) {
      if (value.text.charCodeAt(0) !== OPENING_BRACE) return false;
      out.safeText(this.text(membersOf(value.text)));
      return true;
    }
    if (value === null || !this.wraps) return false;
    out.safeText(
      this.text([{ name: '"message"', value: quoteJson(textOf(value).toWellFormed()) }]),
    );
    return true;
  }

  /** The fields of an error, each with the comma before it. */
  private text(members: readonly Member[]): string {
    const { names, lifted, key } = this.shape;
    const taken = members.map(({ name }) => memberNamed(name));
    const free = new FreeNames(
      taken.flatMap((member) => {
        const name =
          member === undefined || lifted[member] !== undefined ? undefined : names[member];
        return name === undefined ? [] : name;
      }),
    );
    let text = "";
    let inside = "";
    for (const [i, { name, value }] of members.entries()) {
      const member = taken[i];
      const above = member && lifted[member];
      if (above !== undefined) {
        text += `,${quoteJson(above)}:${value}`;
        continue;
      }
      const written = member === undefined ? undefined : names[member];
      const shown =
        written === undefined
          ? quoteJson(free.take(JSON.parse(name) as string))
          : quoteJson(written);
      inside += `${inside === "" ? "{" : ","}${shown}:${value}`;
    }
    return inside === "" ? text : `${text},${quoteJson(key)}:${inside}}`;
  }
}

function memberNamed(quoted: string): ErrorMember | undefined {
  return MEMBERS.find((member) => quoted === `"${member}"`);
}

/** The pieces around the texts of an error. A stack that is lifted comes first, all others in the usual order. */
function piecesOf({ key, names, lifted }: ErrorShape): ErrorPieces | undefined {
  const stackFirst = lifted.stack !== undefined && lifted.message === undefined;
  const order: readonly ErrorMember[] = stackFirst
    ? ["stack", "type", "message", "code"]
    : ["type", "message", "stack", "code"];
  const pieces: { [member in ErrorMember]?: Literal } = {};
  let closing = "";
  let isOpen = false;
  let wasOpen = false;
  let endOfCode = "";
  let end = "";
  for (const member of order) {
    const above = lifted[member];
    let before = closing;
    if (above !== undefined) {
      before += `${isOpen ? "}" : ""},${quoteJson(above)}:`;
      isOpen = false;
    } else {
      if (!isOpen && wasOpen) return undefined;
      before += isOpen ? "," : `,${quoteJson(key)}:{`;
      before += `${quoteJson(names[member] ?? member)}:`;
      isOpen = true;
      wasOpen = true;
    }
    if (member === "code") {
      endOfCode = isOpen ? "}" : "";
    } else {
      before += '"';
      closing = '"';
      end = isOpen ? '"}' : '"';
    }
    pieces[member] = literal(before);
  }
  return {
    ...(pieces as { readonly [member in ErrorMember]: Literal }),
    ...{ stackFirst, end: literal(end), endOfCode: literal(endOfCode) },
  };
}

/** The members of a JSON object without blanks. */
function membersOf(text: string): readonly Member[] {
  const members: Member[] = [];
  let at = 1;
  while (text.charCodeAt(at) === QUOTE) {
    const behind = endOfString(text, at);
    const end = endOfValue(text, behind + 1);
    members.push({ name: text.slice(at, behind), value: text.slice(behind + 1, end) });
    at = end + 1;
  }
  return members;
}

/** The offset of the comma or brace after a value. */
function endOfValue(text: string, start: number): number {
  let depth = 0;
  let at = start;
  for (;;) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      continue;
    }
    const isEnd = code === CLOSING_BRACE || code === CLOSING_BRACKET;
    if (depth === 0 && (isEnd || code === COMMA || at >= text.length)) return at;
    if (isEnd) depth--;
    else if (code === OPENING_BRACE || code === OPENING_BRACKET) depth++;
    at++;
  }
}

function endOfString(text: string, start: number): number {
  let quote = text.indexOf('"', start + 1);
  while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
  return quote + 1;
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === BACKSLASH) first--;
  return (quote - first) % 2 === 1;
}
