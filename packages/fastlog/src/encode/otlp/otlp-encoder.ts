import { Buffer } from "node:buffer";
import { levelTable } from "../../level.ts";
import { otelSeverity } from "../../severity.ts";
import type { Escaping } from "../../text/escape-bytes.ts";
import { MAX_CACHED_LENGTH, SMALL_WEIGHT, StringCache } from "../../text/string-cache.ts";
import type { Clock } from "../../time/clock.ts";
import type { TraceIds } from "../../trace/trace-ids.ts";
import { type Literal, literal, literalOf } from "../bytes/literal.ts";
import { charCodeAt, lengthOf, type RecordWriter } from "../bytes/record-writer.ts";
import type {
  BoundFields,
  EncodedKey,
  Escapes,
  Position,
  RecordEncoder,
} from "../format/encoder.ts";
import { shortTarget } from "../format/quoted-encoder.ts";
import { errorHead } from "../object/error-head.ts";
import { kindOf } from "../object/kind.ts";
import type { Limits } from "../object/limits.ts";
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
import { bigintBytes, putPadded, putVarint, sizeOfVarint, TWO_BYTES } from "./proto-bytes.ts";
import {
  ATTRIBUTE,
  LATER,
  ONE_BYTE,
  pairHead,
  putAscii,
  putBigintPair,
  putBooleanPair,
  putNumberPair,
  putTextPair,
  SHORT_TEXT,
  TEXT_VALUE,
} from "./proto-pairs.ts";
import { ProtoPlain } from "./proto-plain.ts";
import { ProtoValue } from "./proto-value.ts";
import { UnixTime } from "./unix-time.ts";

/** Tags of the fields: the number of the field, and how its value is encoded. */
const RECORD = 0x12;
const TIME = 0x09;
const OBSERVED_TIME = 0x59;
const SEVERITY_NUMBER = 0x10;
const SEVERITY_TEXT = 0x1a;
const BODY = 0x2a;
const TRACE_ID = 0x4a;
const SPAN_ID = 0x52;
const FLAGS = 0x45;
/** In bytes: the lengths of ids, and of both with the flags and the tags. */
const TRACE_LENGTH = 16;
const SPAN_LENGTH = 8;
const IDS_LENGTH = 33;

/** Offsets from the start of a record: its own length takes two bytes. */
const LENGTH_AT = 1;
const HEAD = 3;
const TIME_AT = 4;
const OBSERVED_AT = 13;
/** The tag and length of the body, and of the text in it. */
const BODY_HEAD = 4;

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
  private readonly plain = new ProtoPlain();
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
    return pairHead(ATTRIBUTE, name);
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
    if (typeof value === "string") putTextPair(out, ATTRIBUTE, piece, value);
    else if (typeof value === "number") putNumberPair(out, ATTRIBUTE, piece, value);
    else if (value instanceof Json) this.json(out, key, value.text);
    else if (typeof value === "bigint") putBigintPair(out, ATTRIBUTE, piece, value);
    else putBooleanPair(out, ATTRIBUTE, piece, value);
  }

  object(out: RecordWriter, key: EncodedKey, value: object, limits: Limits): boolean {
    return value instanceof Error
      ? this.error(out, key, value, limits)
      : this.plain.write(out, ATTRIBUTE, key.literal, value, limits);
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    out.endContent();
    if (out.isOver) return;
    if (this.missing > 0) putNumberPair(out, ATTRIBUTE, this.truncated, this.missing);
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
    putTextPair(out, ATTRIBUTE, this.position[0], shortText(file, MOST_PATH).text);
    putNumberPair(out, ATTRIBUTE, this.position[1], line);
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

  /** Writes an error that has only a type, a message, a stack and perhaps a code. */
  private error(out: RecordWriter, key: EncodedKey, error: Error, limits: Limits): boolean {
    // With such limits, a text that fits into a record is within its own limit.
    if (limits.maxLength < out.maxRecord || limits.maxDepth < 1 || out.isOver) return false;
    try {
      const head = kindOf(error) === "error" ? errorHead(error) : undefined;
      if (head === undefined || head.hasMore) return false;
      const { type, message, stack, code } = head;
      if (key.name !== ERROR_FIELD) {
        const whole = { type, message, stack, code };
        return this.plain.write(out, ATTRIBUTE, key.literal, whole, limits);
      }
      putTextPair(out, ATTRIBUTE, this.exception[0], type);
      putTextPair(out, ATTRIBUTE, this.exception[1], message);
      putTextPair(out, ATTRIBUTE, this.exception[2], stack);
      if (out.isOver) return false;
      return code === undefined || this.plain.write(out, ATTRIBUTE, key.literal, { code }, limits);
    } catch {
      return false;
    }
  }

  /** Writes an object or list. An error under the name of errors is written as the record's exception. */
  private json(out: RecordWriter, key: EncodedKey, json: string): void {
    const exception = key.name === ERROR_FIELD ? exceptionOf(json) : undefined;
    if (exception === undefined) {
      this.values.attribute(out, key.literal, json);
      return;
    }
    const { type, message, stack, rest } = exception;
    putTextPair(out, ATTRIBUTE, this.exception[0], type);
    putTextPair(out, ATTRIBUTE, this.exception[1], message);
    putTextPair(out, ATTRIBUTE, this.exception[2], stack);
    if (rest !== undefined) this.values.attribute(out, key.literal, rest);
  }
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
  const pair = [0x0a, key.length, ...key, 0x12, ...varint(value.length), ...value];
  return [ATTRIBUTE, ...varint(pair.length), ...pair];
}

function varint(value: number): number[] {
  return bigintBytes(BigInt(value));
}
