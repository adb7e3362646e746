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

/** A piece of a message. It may be masked only together with the others. */
class Piece implements Literal {
  readonly text: string;
  readonly words: Literal["words"] = EMPTY.words;
  readonly first: number = EMPTY.first;
  readonly second: number = EMPTY.second;
  readonly length: number = EMPTY.length;
  /** The piece as a whole message, masked and encoded. */
  whole: Literal | undefined;

  constructor(text: string) {
    this.text = text;
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
  /** The message so far. */
  private text = "";
  /** The only piece of the message, if it is constant. */
  private only: Piece | undefined;
  private isEmpty = true;

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
    return new Piece(text);
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
    if (this.isEmpty && piece instanceof Piece) {
      this.isEmpty = false;
      this.only = piece;
      this.text = piece.text;
    } else {
      this.message(out, piece.text);
    }
  }

  message(out: RecordWriter, text: string): void {
    this.isEmpty = false;
    this.only = undefined;
    this.text += text;
    if (this.text.length > this.most) out.overflow();
  }

  value(out: RecordWriter, value: Plain): void {
    this.message(out, textOf(value));
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
    this.text = "";
    this.only = undefined;
    this.isEmpty = true;
  }

  private writeMessage(out: RecordWriter): void {
    if (this.isEmpty) return;
    const { text, only, inner, mask } = this;
    this.clear();
    if (only === undefined) {
      inner.message(out, mask.apply(text));
    } else {
      only.whole ??= inner.prepare(mask.apply(text));
      inner.literal(out, only.whole);
    }
  }
}
