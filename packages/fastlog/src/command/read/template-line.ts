import { Buffer } from "node:buffer";
import { parseTemplate, type Token } from "../../encode/format/line-template.ts";
import { findBytes, isAt } from "./find.ts";
import type { Keys } from "./key.ts";
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

/** A text between tokens, or a token's key; `message` is the message with its fields. */
type Piece =
  | { readonly text: Buffer }
  | { readonly key: string; readonly isDigits: boolean }
  | "message";

const BLANK = 0x20;
const ONE_BLANK = Buffer.from([BLANK]);

/** Reads lines that the text format wrote by a template. */
export class TemplateLine {
  readonly #keys: Keys;
  readonly #pairs: PairsInText;
  readonly #head: readonly Piece[];
  /** After the message, last first. */
  readonly #tail: readonly Piece[];

  /** Throws `ERR_FASTLOG_INVALID_TEMPLATE`. */
  constructor(template: string, keys: Keys, pairs: PairsInText) {
    this.#keys = keys;
    this.#pairs = pairs;
    const pieces = parseTemplate(template).map(pieceOf);
    const at = pieces.indexOf("message");
    this.#head = pieces.slice(0, at);
    this.#tail = pieces.slice(at + 1).reverse();
  }

  /** Adds the pairs of a line. Returns `false` if it is of another kind. */
  read(record: ReadRecord, bytes: Buffer, from: number, to: number): boolean {
    let at = from;
    for (const [i, piece] of this.#head.entries()) {
      at = this.#forward(record, bytes, at, to, piece, this.#head[i + 1]);
      if (at < 0) return false;
    }
    let end = to;
    for (const [i, piece] of this.#tail.entries()) {
      end = this.#backward(record, bytes, at, end, piece, this.#tail[i + 1]);
      if (end < 0) return false;
    }
    const message = this.#keys.named("msg");
    const textEnd = this.#pairs.trailing(record, bytes, at, end);
    record.add(message, at, textEnd, RAW | marksOf(bytes, at, textEnd));
    return true;
  }

  /** Reads a piece from the start of what is left. Returns its end, -1 if it is not there. */
  #forward(
    record: ReadRecord,
    bytes: Buffer,
    from: number,
    to: number,
    piece: Piece,
    next: Piece | undefined,
  ): number {
    if (piece === "message") return from;
    if ("text" in piece) return isAt(bytes, from, to, piece.text) ? from + piece.text.length : -1;
    let end = from;
    if (piece.isDigits) {
      while (end < to && bytes[end]! >= 0x30 && bytes[end]! <= 0x39) end++;
    } else {
      const stop =
        next !== undefined && next !== "message" && "text" in next ? next.text : undefined;
      end = findBytes(bytes, stop ?? ONE_BLANK, from, to);
      if (end < 0) return -1;
    }
    if (end === from) return -1;
    record.add(this.#keys.named(piece.key), from, end, RAW | marksOf(bytes, from, end));
    if (piece.key !== "level") return end;
    // The name is padded.
    const isPadded =
      next !== undefined && next !== "message" && "text" in next && next.text[0] === BLANK;
    let past = end;
    while (isPadded && past + next.text.length < to && bytes[past + next.text.length] === BLANK)
      past++;
    return past;
  }

  /** Reads a piece from the end of what is left. Returns its start, -1 if it is not there. */
  #backward(
    record: ReadRecord,
    bytes: Buffer,
    from: number,
    to: number,
    piece: Piece,
    next: Piece | undefined,
  ): number {
    if (piece === "message") return to;
    if ("text" in piece) {
      const start = to - piece.text.length;
      return start >= from && isAt(bytes, start, to, piece.text) ? start : -1;
    }
    const stop = next !== undefined && next !== "message" && "text" in next ? next.text : ONE_BLANK;
    const before = bytes.subarray(from, to).lastIndexOf(stop);
    const start = before < 0 ? -1 : from + before + stop.length;
    if (start < 0 || start === to) return -1;
    record.add(this.#keys.named(piece.key), start, to, RAW | marksOf(bytes, start, to));
    return start;
  }
}

function pieceOf(token: Token): Piece {
  if (token.kind === "text") return { text: Buffer.from(token.text) };
  if (token.kind === "message") return "message";
  const isDigits = ["hrtime", "pid", "thread", "line"].includes(token.kind);
  return { key: NAMES[token.kind], isDigits };
}
