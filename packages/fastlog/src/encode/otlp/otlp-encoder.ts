import { Buffer } from "node:buffer";
import { levelTable } from "../../level.ts";
import { otelSeverity } from "../../severity.ts";
import { digitsOf } from "../../text/bigint-digits.ts";
import type { Escaping } from "../../text/escape-bytes.ts";
import { MAX_CACHED_LENGTH, SMALL_WEIGHT, StringCache } from "../../text/string-cache.ts";
import type { Clock } from "../../time/clock.ts";
import type { TraceIds } from "../../trace/trace-ids.ts";
import { type Literal, literal, literalOf } from "../bytes/literal.ts";
import { charCodeAt, lengthOf, type RecordWriter, store } from "../bytes/record-writer.ts";
import type {
  BoundFields,
  EncodedKey,
  Escapes,
  Position,
  RecordEncoder,
} from "../format/encoder.ts";
import { shortTarget } from "../format/quoted-encoder.ts";
import { shortText } from "../object/short-text.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import { ERROR_FIELD, exceptionOf } from "./exception.ts";
import {
  attributeName,
  EXCEPTION_MESSAGE,
  EXCEPTION_STACK,
  EXCEPTION_TYPE,
  FILE,
  LINE,
  MOST_PATH,
  TARGET,
  TRUNCATED,
} from "./otlp-names.ts";
import {
  bigintBytes,
  NEGATIVE_SIZE,
  putNegative,
  putPadded,
  putVarint,
  sizeOfVarint,
  TWO_BYTES,
} from "./proto-bytes.ts";
import { ProtoValue } from "./proto-value.ts";
import { UnixTime } from "./unix-time.ts";

/** Tags of the fields: the number of the field, and how its value is encoded. */
const RECORD = 0x12;
const TIME = 0x09;
const OBSERVED_TIME = 0x59;
const SEVERITY_NUMBER = 0x10;
const SEVERITY_TEXT = 0x1a;
const BODY = 0x2a;
const ATTRIBUTE = 0x32;
const TRACE_ID = 0x4a;
const SPAN_ID = 0x52;
const FLAGS = 0x45;
/** In a pair of key and value. */
const KEY = 0x0a;
const VALUE = 0x12;
/** In a value. */
const TEXT_VALUE = 0x0a;
const BOOLEAN_VALUE = 0x10;
const INTEGER_VALUE = 0x18;
const DOUBLE_VALUE = 0x21;

/** In bytes: the lengths of ids, and of both with the flags and the tags. */
const TRACE_LENGTH = 16;
const SPAN_LENGTH = 8;
const IDS_LENGTH = 33;

/** Filled in later. A space, because a word of zeros is a subnormal number. */
const LATER = 0x20;
/** Offsets from the start of a record: its own length takes two bytes. */
const LENGTH_AT = 1;
const HEAD = 3;
const TIME_AT = 4;
const OBSERVED_AT = 13;
/** The tag and length of the body, and of the text in it. */
const BODY_HEAD = 4;

/** In characters: for a longer text the platform's encoder is faster. */
const SHORT_TEXT = 64;
/** Most that a length of one byte says. */
const ONE_BYTE = 127;

/** Nothing is escaped: every text is written as UTF-8. */
const AS_IT_IS: Escaping = { needs: new Uint8Array(128), isDoubled: false };

/** The start of a record up to its body, indexed by the level's number. */
type Heads = readonly (Literal | undefined)[];

/**
 * Writes records as those of OpenTelemetry's protocol, in protobuf: each one is an element of `log_records` in the message
 * `ScopeLogs`, with its tag. Elements of a repeated field may stand one after another, so a chunk of records is a part of a
 * request as it is.
 *
 * ```text
 *  12 LL LL │ 09 time │ 59 time │ 10 severity │ 1a L "INFO" │ 2a L 0a L message │ 32 L … attribute │ 32 …
 *  └────────────────────── kept ready ───────────────────────────────┘
 * ```
 *
 * Lengths that are not known ahead of time take one byte, or two for records and objects, and are filled in afterwards.
 * If one turns out to need more, what follows it is moved.
 */
export class OtlpEncoder implements RecordEncoder {
  readonly isBinary = true;
  readonly printsTarget = false;
  readonly printsPosition: boolean;
  readonly fieldsFirst = false;
  /** The mark of a cut record, and the rest of its length. */
  readonly tail = 48;
  readonly escapes: Escapes = { message: AS_IT_IS, field: AS_IT_IS, json: undefined };
  missing = 0;

  private readonly time = new UnixTime();
  private readonly heads: Heads = headsOf(undefined);
  private readonly targets = new StringCache(headsOf, MAX_CACHED_LENGTH, SMALL_WEIGHT);
  private readonly values = new ProtoValue();
  private readonly truncated = this.key(TRUNCATED);
  private readonly exception = [EXCEPTION_TYPE, EXCEPTION_MESSAGE, EXCEPTION_STACK].map((name) =>
    this.key(name),
  ) as [Literal, Literal, Literal];
  private readonly position = [FILE, LINE].map((name) => this.key(name)) as [Literal, Literal];
  /** Offset of the message from the start of the record. */
  private messageAt = 0;

  constructor(printsPosition = false) {
    this.printsPosition = printsPosition;
  }

  begin(
    out: RecordWriter,
    clock: Clock,
    level: number,
    target: string | undefined,
    position: Position | undefined,
  ): void {
    const heads = target === undefined ? this.heads : (this.targets.get(target) ?? headsOf(target));
    const head = heads[level] as Literal;
    const at = out.words(head.words, head.length);
    if (at < 0) {
      out.overflow();
      return;
    }
    const { time } = this;
    time.take(clock);
    const { high, low } = time;
    const { view } = out;
    view.setUint32(at + TIME_AT, low, true);
    view.setUint32(at + TIME_AT + 4, high, true);
    view.setUint32(at + OBSERVED_AT, low, true);
    view.setUint32(at + OBSERVED_AT + 4, high, true);
    this.messageAt = head.length;
    if (position !== undefined && this.printsPosition) this.place(out, position);
  }

  prepare(text: string): Literal {
    return literal(text);
  }

  literal(out: RecordWriter, piece: Literal): void {
    out.literal(piece);
  }

  message(out: RecordWriter, text: string): void {
    const length = lengthOf(text);
    if (length <= SHORT_TEXT) {
      const at = out.claim(length);
      if (at < 0) {
        out.overflow();
        return;
      }
      if (putAscii(out.view, at, text, length)) return;
      out.rewind(out.length - length);
    }
    out.safeText(text);
  }

  value(out: RecordWriter, value: Plain): void {
    if (typeof value === "number") out.number(value);
    else this.message(out, textOf(value));
  }

  keyName(source: string): string {
    return attributeName(source);
  }

  key(name: string): Literal {
    const bytes = Buffer.from(name);
    const length = [...varint(bytes.length)];
    return literalOf(Buffer.from([ATTRIBUTE, LATER, KEY, ...length, ...bytes, VALUE]));
  }

  beginFields(out: RecordWriter): void {
    if (out.isOver) return;
    const { messageAt } = this;
    const length = out.length - messageAt;
    if (length + 2 <= ONE_BYTE) {
      const at = out.start + messageAt;
      out.view.setUint8(at - 1, length);
      out.view.setUint8(at - 3, length + 2);
    } else {
      this.endLongMessage(out, messageAt, length);
    }
  }

  trace(out: RecordWriter, { traceId, spanId, traceFlags = 0 }: TraceIds): void {
    const at = out.claim(IDS_LENGTH);
    if (at < 0) {
      out.overflow();
      return;
    }
    const { view } = out;
    putHex(view, at, TRACE_ID, traceId, TRACE_LENGTH);
    putHex(view, at + 2 + TRACE_LENGTH, SPAN_ID, spanId, SPAN_LENGTH);
    view.setUint8(at + IDS_LENGTH - 5, FLAGS);
    view.setUint32(at + IDS_LENGTH - 4, traceFlags & 0xff, true);
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    const { literal: piece } = key;
    if (typeof value === "string") this.text(out, piece, value);
    else if (typeof value === "number") this.number(out, piece, value);
    else if (value instanceof Json) this.json(out, key, value.text);
    else this.other(out, piece, value);
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    out.endContent();
    if (out.isOver) return;
    if (this.missing > 0) this.number(out, this.truncated, this.missing);
    const length = out.length - HEAD;
    if (length <= TWO_BYTES) {
      putPadded(out.view, out.start + LENGTH_AT, length);
    } else if (out.insert(HEAD, sizeOfVarint(length) - 2)) {
      putVarint(out.view, out.start + LENGTH_AT, length);
    } else {
      out.overflow();
    }
  }

  /** The place in the source goes before the body, whose head has to be the last. */
  private place(out: RecordWriter, { file, line }: Position): void {
    out.rewind(this.messageAt - BODY_HEAD);
    this.text(out, this.position[0], shortText(file, MOST_PATH).text);
    this.number(out, this.position[1], line);
    const at = out.claim(BODY_HEAD);
    if (at < 0) {
      out.overflow();
      return;
    }
    out.view.setUint8(at, BODY);
    out.view.setUint8(at + 2, TEXT_VALUE);
    this.messageAt = out.length;
  }

  /** Makes room for the lengths of the body and of its text. */
  private endLongMessage(out: RecordWriter, messageAt: number, length: number): void {
    const inner = 1 + sizeOfVarint(length) + length;
    const more = sizeOfVarint(length) + sizeOfVarint(inner) - 2;
    if (!out.insert(messageAt, more)) {
      out.overflow();
      return;
    }
    const { view } = out;
    let at = putVarint(view, out.start + messageAt - BODY_HEAD + 1, inner);
    view.setUint8(at++, TEXT_VALUE);
    putVarint(view, at, length);
  }

  /**
   * Writes the key of an attribute and the length of its value, and reserves `size` bytes for that. Returns its offset; -1
   * if it does not fit.
   */
  private open(out: RecordWriter, { words, length }: Literal, size: number): number {
    const inner = length - 1 + size;
    if (inner > ONE_BYTE) return this.openLong(out, words, length, size);
    const at = out.claim(inner + 2);
    if (at < 0) return -1;
    const { view } = out;
    store(view, at, words);
    view.setUint8(at + 1, inner);
    view.setUint8(at + length, size);
    return at + length + 1;
  }

  private openLong(
    out: RecordWriter,
    words: readonly number[],
    length: number,
    size: number,
  ): number {
    const inner = length - 2 + sizeOfVarint(size) + size;
    // The key comes later by as much as the length of the attribute takes more than one byte.
    const shift = sizeOfVarint(inner) - 1;
    const at = out.claim(2 + shift + inner);
    if (at < 0) return -1;
    const { view } = out;
    store(view, at + shift, words);
    view.setUint8(at, ATTRIBUTE);
    putVarint(view, at + 1, inner);
    return putVarint(view, at + shift + length, size);
  }

  private text(out: RecordWriter, piece: Literal, text: string): void {
    const length = lengthOf(text);
    if (length > SHORT_TEXT) {
      this.longText(out, piece, text, length);
      return;
    }
    const before = out.length;
    const at = this.open(out, piece, length + 2);
    if (at < 0) {
      out.overflow();
      return;
    }
    const { view } = out;
    view.setUint8(at, TEXT_VALUE);
    view.setUint8(at + 1, length);
    if (putAscii(view, at + 2, text, length)) return;
    out.rewind(before);
    this.longText(out, piece, text, length);
  }

  private longText(out: RecordWriter, piece: Literal, text: string, length: number): void {
    // A text that does not fit is not scanned.
    const bytes = out.fits(length) ? Buffer.byteLength(text) : 0;
    const size = 1 + sizeOfVarint(bytes) + bytes;
    const at = bytes < length ? -1 : this.open(out, piece, size);
    if (at < 0) {
      out.overflow();
      return;
    }
    out.view.setUint8(at, TEXT_VALUE);
    putVarint(out.view, at + 1, bytes);
    putText(out, text, bytes);
  }

  private number(out: RecordWriter, piece: Literal, value: number): void {
    if (!Number.isSafeInteger(value)) {
      const at = this.open(out, piece, 9);
      if (at < 0) {
        out.overflow();
        return;
      }
      out.view.setUint8(at, DOUBLE_VALUE);
      out.view.setFloat64(at + 1, value, true);
      return;
    }
    const size = value < 0 ? NEGATIVE_SIZE : sizeOfVarint(value);
    const at = this.open(out, piece, size + 1);
    if (at < 0) {
      out.overflow();
      return;
    }
    const { view } = out;
    view.setUint8(at, INTEGER_VALUE);
    if (value < 0) putNegative(view, at + 1, value);
    else putVarint(view, at + 1, value);
  }

  private other(out: RecordWriter, piece: Literal, value: boolean | bigint | null): void {
    if (typeof value === "bigint") {
      this.bigint(out, piece, value);
      return;
    }
    const at = this.open(out, piece, value === null ? 0 : 2);
    if (at < 0) {
      out.overflow();
    } else if (value !== null) {
      out.view.setUint8(at, BOOLEAN_VALUE);
      out.view.setUint8(at + 1, value ? 1 : 0);
    }
  }

  private bigint(out: RecordWriter, piece: Literal, value: bigint): void {
    if (BigInt.asIntN(64, value) !== value) {
      this.text(out, piece, digitsOf(value));
      return;
    }
    const bytes = bigintBytes(value);
    const at = this.open(out, piece, bytes.length + 1);
    if (at < 0) {
      out.overflow();
      return;
    }
    out.view.setUint8(at, INTEGER_VALUE);
    bytes.forEach((byte, i) => {
      out.view.setUint8(at + 1 + i, byte);
    });
  }

  /** Writes an object or list. An error under the name of errors is written as the record's exception. */
  private json(out: RecordWriter, key: EncodedKey, json: string): void {
    const exception = key.name === ERROR_FIELD ? exceptionOf(json) : undefined;
    if (exception === undefined) {
      this.values.attribute(out, key.literal, json);
      return;
    }
    const { type, message, stack, rest } = exception;
    this.text(out, this.exception[0], type);
    this.text(out, this.exception[1], message);
    this.text(out, this.exception[2], stack);
    if (rest !== undefined) this.values.attribute(out, key.literal, rest);
  }
}

/** Writes a text of ASCII. Returns `false` at the first other character. */
export function putAscii(view: DataView, at: number, text: string, length: number): boolean {
  for (let i = 0; i < length; i++) {
    const code = charCodeAt.call(text, i);
    if (code > 127) return false;
    view.setUint8(at + i, code);
  }
  return true;
}

/** Writes a field with the bytes of hexadecimal digits. */
function putHex(view: DataView, at: number, tag: number, digits: string, length: number): void {
  view.setUint8(at, tag);
  view.setUint8(at + 1, length);
  for (let i = 0; i < length; i++) {
    const high = charCodeAt.call(digits, 2 * i);
    const low = charCodeAt.call(digits, 2 * i + 1);
    view.setUint8(at + 2 + i, (digit(high) << 4) | digit(low));
  }
}

/** The value of a hexadecimal digit, given by its code. */
function digit(code: number): number {
  return code < 58 ? code - 48 : (code & 0x5f) - 55;
}

/** Writes a text over the last `bytes` bytes of the record, which are reserved for it. */
export function putText(out: RecordWriter, text: string, bytes: number): void {
  const end = out.length;
  out.rewind(end - bytes);
  out.safeText(text);
  // On a nearly full stack, Node may write less.
  if (out.length !== end && !out.isOver) throw new RangeError("a text could not be encoded");
}

function headsOf(target: string | undefined): Heads {
  const time = new Array(8).fill(LATER);
  return levelTable((level, number) => {
    const name = Buffer.from(level.toUpperCase());
    return literalOf(
      Buffer.from([
        RECORD,
        LATER,
        LATER,
        TIME,
        ...time,
        OBSERVED_TIME,
        ...time,
        SEVERITY_NUMBER,
        otelSeverity(number),
        SEVERITY_TEXT,
        ...varint(name.length),
        ...name,
        ...(target === undefined ? [] : textAttribute(TARGET, shortTarget(target))),
        ...[BODY, LATER, TEXT_VALUE, LATER],
      ]),
    );
  });
}

function textAttribute(name: string, text: string): number[] {
  const key = Buffer.from(name);
  const bytes = Buffer.from(text);
  const value = [TEXT_VALUE, ...varint(bytes.length), ...bytes];
  const pair = [KEY, key.length, ...key, VALUE, ...varint(value.length), ...value];
  return [ATTRIBUTE, ...varint(pair.length), ...pair];
}

function varint(value: number): number[] {
  return bigintBytes(BigInt(value));
}
