import { Buffer } from "node:buffer";
import { levelTable, type RecordLevel } from "../../level.ts";
import { escapeUnsafe, quoteWhereNeeded } from "../../text/escape.ts";
import { IN_JSON, IN_LINE } from "../../text/escape-bytes.ts";
import type { Clock } from "../../time/clock.ts";
import { SystemDate } from "../../time/system-time.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { errorLines, isErrorLike } from "../object/error-lines.ts";
import { cutMark } from "../object/markers.ts";
import { shortText } from "../object/short-text.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import { colored } from "./color.ts";
import type { BoundFields, EncodedKey, Escapes, Identity, RecordEncoder } from "./encoder.ts";

/** Starts and ends what people look at last: time, target and fields. */
const DIM = "\u001b[2m";
const NOT_DIM = "\u001b[22m";

/** The field whose error is shown on lines of its own. */
const ERROR = "err";
/** The tag of the main thread. It is not written. */
const MAIN_TAG = "main";

/** In characters: a longer target is cut. */
const MOST_TARGET = 64;
const LEVEL_WIDTH = 5;
const MINUTE = 60_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Writes records for people who develop a program: time of day, level, target, message and fields, and an error on lines of
 * its own below:
 *
 * ```text
 * 14:30:05.123 ERROR app::http: no answer reqId=r1
 *     Error: reset
 *         at fetch (/app/http.js:12:9)
 * ```
 *
 * An error stays a field where its lines would make the record longer than `maxRecord`.
 */
export class PrettyEncoder implements RecordEncoder {
  readonly printsTarget = true;
  readonly printsPosition = false;
  readonly fieldsFirst = false;
  readonly tail: number = NOT_DIM.length;
  missing = 0;
  readonly escapes: Escapes = { message: IN_LINE, field: IN_JSON, json: undefined };

  private readonly isColored: boolean;
  /** Indexed by the level's number: the level and the tag. */
  private readonly levels: readonly (string | undefined)[];
  /** The minute of the last record, and its digits. */
  private minute = Number.NaN;
  private digits = "";
  /** Where the field with the error begins in the record, and the text before its value; -1 without one. */
  private errorAt = -1;
  private errorText = "";

  constructor({ tag }: Identity, isColored: boolean) {
    this.isColored = isColored;
    const mark = tag === MAIN_TAG || tag === "" ? "" : this.dim(`[${escapeUnsafe(tag)}] `);
    this.levels = levelTable((level) => `${this.levelText(level)} ${mark}`);
  }

  begin(out: RecordWriter, clock: Clock, level: number, target: string | undefined): void {
    this.errorAt = -1;
    out.safeText(`${this.dim(this.timeOf(clock.wallMs))} ${this.levels[level]}`);
    if (target === undefined) return;
    out.safeText(this.dim(`${escapeUnsafe(shortText(target, MOST_TARGET).text)}: `));
  }

  prepare(text: string): Literal {
    return literal(escapeUnsafe(text));
  }

  literal(out: RecordWriter, piece: Literal): void {
    out.literal(piece);
  }

  message(out: RecordWriter, text: string): void {
    out.text(text);
  }

  value(out: RecordWriter, value: Plain): void {
    if (typeof value === "number") out.number(value);
    else out.text(textOf(value));
  }

  keyName(source: string): string {
    return source;
  }

  key(name: string): Literal {
    return literal(` ${quoteWhereNeeded(name)}=`);
  }

  beginFields(out: RecordWriter): void {
    if (this.isColored) out.safeText(DIM);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    this.find(out, key);
    out.literal(key.literal);
    if (typeof value === "number") out.number(value);
    else if (typeof value === "string") out.word(value);
    else if (value instanceof Json) out.json(value.text);
    else out.safeText(textOf(value));
  }

  readonly jsonStyle = "plain";

  beginJson(out: RecordWriter, key: EncodedKey): boolean {
    this.find(out, key);
    return out.piece(key.literal, 0);
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    out.endContent();
    if (this.missing > 0) out.safeText(cutMark(this.missing));
    if (this.isColored) out.safeText(NOT_DIM);
    if (this.errorAt >= 0) this.unfold(out);
  }

  /** Remembers where the error is. */
  private find(out: RecordWriter, key: EncodedKey): void {
    if (key.name !== ERROR) return;
    this.errorAt = out.length;
    this.errorText = key.literal.text;
  }

  /** Takes the error out of the line, and writes it on lines of its own, if they fit. */
  private unfold(out: RecordWriter): void {
    const unfolded = this.unfolded(out);
    if (unfolded === undefined) return;
    out.rewind(this.errorAt);
    out.safeText(unfolded);
  }

  /** The record from the error on, with the error on lines of its own. */
  private unfolded(out: RecordWriter): string | undefined {
    if (out.isOver) return undefined;
    const { written } = out;
    const start = this.errorAt + Buffer.byteLength(this.errorText);
    try {
      // The field may have been taken back.
      const key = written.toString("utf8", this.errorAt, start);
      const end = key === this.errorText ? objectEnd(written, start) : -1;
      if (end < 0) return undefined;
      const error: unknown = JSON.parse(written.toString("utf8", start, end));
      if (!isErrorLike(error)) return undefined;
      const lines = errorLines(error).map(({ text, isAside }) => {
        const line = escapeUnsafe(text);
        return isAside ? this.dim(line) : line;
      });
      const text = [written.toString("utf8", end), ...lines].join("\n");
      const more = Buffer.byteLength(text) - (written.length - this.errorAt);
      return more <= out.room ? text : undefined;
    } catch {
      // At the end of the stack, the error stays a field.
      return undefined;
    }
  }

  private dim(text: string): string {
    return this.isColored ? `${DIM}${text}${NOT_DIM}` : text;
  }

  private levelText(level: RecordLevel): string {
    const text = level.toUpperCase().padEnd(LEVEL_WIDTH);
    return this.isColored ? colored(text, level) : text;
  }

  /** The time of day in local time: `14:30:05.123`. */
  private timeOf(wallMs: number): string {
    const minute = Math.floor(wallMs / MINUTE);
    if (minute !== this.minute) {
      const start = new SystemDate(minute * MINUTE);
      const local = new SystemDate(start.getTime() - start.getTimezoneOffset() * MINUTE);
      this.digits = local.toISOString().slice(11, 17);
      this.minute = minute;
    }
    const ms = wallMs - minute * MINUTE;
    const second = Math.floor(ms / 1000);
    return `${this.digits}${String(second).padStart(2, "0")}.${String(ms - second * 1000).padStart(3, "0")}`;
  }
}

/** The end of a JSON object, which begins at `from`; -1 if there is none. */
function objectEnd(bytes: Uint8Array, from: number): number {
  if (bytes[from] !== OPEN_BRACE) return -1;
  let depth = 0;
  let isInString = false;
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at];
    if (isInString) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) isInString = false;
    } else if (byte === QUOTE) {
      isInString = true;
    } else if (byte === OPEN_BRACE) {
      depth++;
    } else if (byte === CLOSE_BRACE && --depth === 0) {
      return at + 1;
    }
  }
  return -1;
}
