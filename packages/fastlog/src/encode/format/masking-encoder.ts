import type { TextMask } from "../../redact/text-mask.ts";
import type { Clock } from "../../time/clock.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { Prefix } from "../bytes/prefix.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { renamed } from "../object/rename.ts";
import { maskedPlain } from "../value/masked-plain.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import type { ErrorPieces } from "../value/plain-error.ts";
import type { BoundFields, EncodedKey, Escapes, Position, RecordEncoder } from "./encoder.ts";

const EMPTY = literal("");

/** Characters of a number in groups. */
const IN_NUMBER = "0123456789 -";

/** In digits: a number of more is shown as a text. */
const MOST_DIGITS = 12;
const LEAST_LONG = 1e12;

/** A constant piece of a message, which may be masked only together with the others. */
class Piece implements Literal {
  readonly text: string;
  readonly words: Literal["words"] = EMPTY.words;
  readonly first: number = EMPTY.first;
  readonly second: number = EMPTY.second;
  readonly length: number = EMPTY.length;
  /** Whether it may be a part of a secret, behind any other piece. */
  readonly touches: boolean;
  /** Its beginning and its end, if they may be parts of a number. */
  readonly around: string;
  /** The piece among others, encoded. */
  encoded: Literal | undefined;
  /** The piece as a whole message, masked and encoded. */
  whole: Literal | undefined;

  constructor(text: string, mask: TextMask) {
    this.text = text;
    mask.beginPieces();
    this.touches = mask.touches(text);
    this.around = around(text);
  }
}

/**
 * Masks the secrets in records on their way to another encoder: in the finished message, in keys and in values. A
 * secret may be split over the pieces of a message, so the message is gathered first.
 *
 * Bound fields that were encoded ahead of time have been masked then.
 */
export class MaskingEncoder implements RecordEncoder {
  readonly printsTarget: boolean;
  readonly printsPosition: boolean;
  readonly isBinary: boolean;
  readonly fieldsFirst: boolean;
  readonly takesWhole: boolean;
  readonly asksProgram: boolean;
  readonly tail: number;
  readonly escapes: Escapes;
  missing = 0;

  declare readonly prepareClosed?: (text: string) => Literal | undefined;
  declare readonly prepareWhole?: (text: string) => Literal | undefined;
  declare readonly beginJson?: (out: RecordWriter, key: EncodedKey) => boolean;
  declare readonly errorPieces?: (key: EncodedKey) => ErrorPieces | undefined;
  declare readonly beginBound?: () => void;
  declare readonly leaveOut?: (count: number) => void;

  private readonly inner: RecordEncoder;
  private readonly mask: TextMask;
  /** In characters: a longer message does not fit into a record. */
  private readonly most: number;
  /** The pieces of the message so far, and further places that are not in use. */
  private readonly pieces: (Piece | Plain | undefined)[] = [];
  private count = 0;
  /** Length of the message in characters. */
  private length = 0;
  /** Some piece may be a part of a secret. */
  private isTouched = false;

  constructor(inner: RecordEncoder, mask: TextMask, maxRecord: number) {
    this.inner = inner;
    this.mask = mask;
    this.most = 2 * maxRecord;
    this.printsTarget = inner.printsTarget;
    this.printsPosition = inner.printsPosition;
    this.isBinary = inner.isBinary === true;
    this.fieldsFirst = inner.fieldsFirst;
    this.takesWhole = inner.takesWhole === true;
    this.asksProgram = mask.runsCode || inner.asksProgram === true;
    this.tail = inner.tail;
    this.escapes = inner.escapes;
    if (inner.prepareClosed !== undefined) {
      this.prepareClosed = (text) => inner.prepareClosed!(mask.apply(text));
    }
    if (inner.prepareWhole !== undefined) {
      this.prepareWhole = (text) => inner.prepareWhole!(mask.apply(text));
    }
    if (inner.beginJson !== undefined) this.beginJson = (out, key) => inner.beginJson!(out, key);
    if (inner.errorPieces !== undefined) this.errorPieces = (key) => inner.errorPieces!(key);
    if (inner.beginBound !== undefined) this.beginBound = () => inner.beginBound!();
    if (inner.leaveOut !== undefined) this.leaveOut = (count) => inner.leaveOut!(count);
  }

  get errorKey(): string | undefined {
    return this.inner.errorKey;
  }

  get ending(): Literal | undefined {
    return this.inner.ending;
  }

  keyName(source: string): string {
    return this.inner.keyName(this.mask.finds(source) ? this.mask.apply(source) : source);
  }

  rename(name: string, times: number): string {
    return this.inner.rename?.(name, times) ?? renamed(name, times);
  }

  key(name: string): Literal {
    return this.inner.key(name);
  }

  prepare(text: string): Literal {
    return new Piece(text, this.mask);
  }

  head(level: number, target: string | undefined): Prefix | undefined {
    this.clear();
    return this.inner.head?.(level, target);
  }

  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    this.clear();
    this.inner.begin(out, clock, level, target, position);
  }

  literal(out: RecordWriter, piece: Literal): void {
    if (!(piece instanceof Piece)) {
      this.message(out, piece.text);
      return;
    }
    if (piece.touches || this.mask.touches(piece.around)) this.isTouched = true;
    this.add(out, piece, piece.text.length);
  }

  message(out: RecordWriter, text: string): void {
    if (!this.isTouched && this.mask.touches(text)) this.isTouched = true;
    this.add(out, text, text.length);
  }

  value(out: RecordWriter, value: Plain): void {
    if (typeof value === "number" && value >= 0 && value < LEAST_LONG && Number.isInteger(value)) {
      if (this.mask.touchesDigits(digitsIn(value))) this.isTouched = true;
      this.add(out, value, MOST_DIGITS);
    } else {
      this.message(out, textOf(value));
    }
  }

  private add(out: RecordWriter, piece: Piece | Plain, length: number): void {
    this.pieces[this.count++] = piece;
    this.length += length;
    if (this.length > this.most) out.overflow();
  }

  beginFields(out: RecordWriter): void {
    if (!this.fieldsFirst) this.writeMessage(out);
    this.inner.beginFields(out);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    this.inner.field(out, key, value instanceof Json ? value : maskedPlain(value, this.mask));
  }

  fields(out: RecordWriter, fields: BoundFields): boolean {
    return this.inner.fields(out, fields);
  }

  beginMessage(out: RecordWriter): void {
    this.inner.beginMessage(out);
  }

  end(out: RecordWriter): void {
    if (this.fieldsFirst) this.writeMessage(out);
    this.inner.end(out);
  }

  private clear(): void {
    for (let i = 0; i < this.count; i++) this.pieces[i] = undefined;
    this.count = 0;
    this.length = 0;
    this.isTouched = false;
    this.mask.beginPieces();
  }

  private writeMessage(out: RecordWriter): void {
    const { pieces, count, inner, mask } = this;
    if (count === 0) return;
    const first = pieces[0];
    if (count === 1 && first instanceof Piece) {
      first.whole ??= inner.prepare(mask.apply(first.text));
      inner.literal(out, first.whole);
    } else if (this.isTouched) {
      let text = "";
      for (let i = 0; i < count; i++) text += shownText(pieces[i] as Piece | Plain);
      inner.message(out, mask.apply(text));
    } else {
      for (let i = 0; i < count; i++) this.writePiece(out, pieces[i] as Piece | Plain);
    }
    this.clear();
  }

  private writePiece(out: RecordWriter, piece: Piece | Plain): void {
    const { inner } = this;
    if (piece instanceof Piece) {
      piece.encoded ??= inner.prepare(piece.text);
      inner.literal(out, piece.encoded);
    } else if (typeof piece === "string") {
      inner.message(out, piece);
    } else {
      inner.value(out, piece);
    }
  }
}

function shownText(piece: Piece | Plain): string {
  return piece instanceof Piece ? piece.text : textOf(piece);
}

/** The parts of a number that a text begins and ends with, with a character between them that is in none. */
function around(text: string): string {
  let start = 0;
  while (start < text.length && IN_NUMBER.includes(text[start] as string)) start++;
  if (start === text.length) return text;
  let end = text.length;
  while (IN_NUMBER.includes(text[end - 1] as string)) end--;
  return `${text.slice(0, start)}.${text.slice(end)}`;
}

/** Number of digits of an integer from 0 on. */
function digitsIn(value: number): number {
  let digits = 1;
  for (let rest = value; rest >= 10; rest /= 10) digits++;
  return digits;
}
