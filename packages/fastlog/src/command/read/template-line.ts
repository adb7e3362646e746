import { Buffer } from "node:buffer";
import { parseTemplate, type Token } from "../../encode/format/line-template.ts";
import { findBytes, isAt } from "./find.ts";
import type { Key, Keys } from "./key.ts";
import { marksOf, RAW } from "./kinds.ts";
import type { PairsInText } from "./pairs-in-text.ts";
import type { ReadRecord } from "./read-record.ts";

/** Keys of a template's tokens. */
const NAMES: Readonly<Record<Exclude<Token["kind"], "text" | "message">, string>> = {
  date: "time",
  hrtime: "hrtime",
  pid: "pid",
  thread: "thread",
  level: "level",
  tag: "tag",
  target: "target",
  host: "hostname",
  file: "file",
  line: "line",
};

/** A text between tokens, or a token. */
interface Piece {
  /** `undefined` for a token. */
  readonly text: Buffer | undefined;
  /** `undefined` for a text. */
  readonly key: Key | undefined;
  readonly isDigits: boolean;
  /** Text that ends the token: it stands after the token or, if the line is read from its end, before it. */
  readonly stop: Buffer;
  /** It is a level, and blanks may follow its name. */
  readonly isPadded: boolean;
}

const BLANK = 0x20;
const ONE_BLANK = Buffer.from([BLANK]);

/** Reads lines that the text format wrote by a template. */
export class TemplateLine {
  readonly #message: Key;
  readonly #pairs: PairsInText;
  readonly #head: readonly Piece[];
  /** After the message, last first. */
  readonly #tail: readonly Piece[];

  /** Throws `ERR_FASTLOG_INVALID_TEMPLATE`. */
  constructor(template: string, keys: Keys, pairs: PairsInText) {
    this.#message = keys.named("msg");
    this.#pairs = pairs;
    const tokens = parseTemplate(template);
    const at = tokens.findIndex(({ kind }) => kind === "message");
    const piecesOf = (some: readonly Token[]) =>
      some.map((token, i) => pieceOf(token, some[i + 1], keys));
    this.#head = piecesOf(tokens.slice(0, at));
    this.#tail = piecesOf(tokens.slice(at + 1).reverse());
  }

  /** Adds the pairs of a line. Returns `false` if it is of another kind. */
  read(record: ReadRecord, bytes: Buffer, from: number, to: number): boolean {
    const head = this.#head;
    const tail = this.#tail;
    let at = from;
    for (let i = 0; i < head.length; i++) {
      at = forward(record, bytes, at, to, head[i]!);
      if (at < 0) return false;
    }
    let end = to;
    for (let i = 0; i < tail.length; i++) {
      end = backward(record, bytes, at, end, tail[i]!);
      if (end < 0) return false;
    }
    const textEnd = this.#pairs.trailing(record, bytes, at, end);
    record.add(this.#message, at, textEnd, RAW | marksOf(bytes, at, textEnd));
    return true;
  }
}

/** Reads a piece from the start of what is left. Returns its end, -1 if it is not there. */
function forward(
  record: ReadRecord,
  bytes: Buffer,
  from: number,
  to: number,
  { text, key, isDigits, stop, isPadded }: Piece,
): number {
  if (key === undefined) {
    return text !== undefined && isAt(bytes, from, to, text) ? from + text.length : -1;
  }
  let end = from;
  if (isDigits) while (end < to && bytes[end]! >= 0x30 && bytes[end]! <= 0x39) end++;
  else end = findBytes(bytes, stop, from, to);
  if (end <= from) return -1;
  record.add(key, from, end, RAW | marksOf(bytes, from, end));
  let past = end;
  while (isPadded && past + stop.length < to && bytes[past + stop.length] === BLANK) past++;
  return past;
}

/** Reads a piece from the end of what is left. Returns its start, -1 if it is not there. */
function backward(
  record: ReadRecord,
  bytes: Buffer,
  from: number,
  to: number,
  { text, key, stop }: Piece,
): number {
  if (key === undefined) {
    const start = to - (text?.length ?? 0);
    return text !== undefined && start >= from && isAt(bytes, start, to, text) ? start : -1;
  }
  const before = bytes.subarray(from, to).lastIndexOf(stop);
  const start = before < 0 ? -1 : from + before + stop.length;
  if (start < 0 || start === to) return -1;
  record.add(key, start, to, RAW | marksOf(bytes, start, to));
  return start;
}

function pieceOf(token: Token, next: Token | undefined, keys: Keys): Piece {
  const stop = next?.kind === "text" ? Buffer.from(next.text) : ONE_BLANK;
  const rest = { isDigits: DIGITS.has(token.kind), stop, isPadded: false };
  if (token.kind === "text") return { text: Buffer.from(token.text), key: undefined, ...rest };
  if (token.kind === "message") throw new Error("a template has one message");
  const isPadded = token.kind === "level" && next?.kind === "text" && next.text.startsWith(" ");
  return { text: undefined, key: keys.named(NAMES[token.kind]), ...rest, isPadded };
}

const DIGITS: ReadonlySet<string> = new Set(["hrtime", "pid", "thread", "line"]);
