import { levelTable } from "../../level.ts";
import { otelSeverity } from "../../severity.ts";
import { digitsOf } from "../../text/bigint-digits.ts";
import { escapeJson, quoteJson } from "../../text/escape.ts";
import { IN_JSON } from "../../text/escape-bytes.ts";
import { MAX_CACHED_LENGTH, SMALL_WEIGHT, StringCache } from "../../text/string-cache.ts";
import type { Clock } from "../../time/clock.ts";
import type { TraceIds } from "../../trace/trace-ids.ts";
import { type Literal, literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import type {
  BoundFields,
  EncodedKey,
  Escapes,
  Position,
  RecordEncoder,
} from "../format/encoder.ts";
import { shortTarget, VALUE_ROOM } from "../format/quoted-encoder.ts";
import { shortText } from "../object/short-text.ts";
import { Json, type Plain, textOf } from "../value/plain.ts";
import { ERROR_FIELD, exceptionOf } from "./exception.ts";
import { jsonValueOf } from "./json-value.ts";
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
import { UnixTime } from "./unix-time.ts";

const CLOSING_BRACE = 125;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;

/** Digits of the nanoseconds after a millisecond. */
const NANO_DIGITS = 6;

const ATTRIBUTES = literal('"},"attributes":');
const END_OF_TEXT = literal('"}}');

/**
 * Writes records as those of OpenTelemetry's protocol, in JSON, one on a line. Each begins with a comma, as an element of
 * `logRecords` that is not the first:
 *
 * ```text
 * ,{"timeUnixNano":"…","observedTimeUnixNano":"…","severityNumber":9,"severityText":"INFO",
 *  "body":{"stringValue":"…"},"attributes":[{"key":"…","value":{"intValue":"1"}},…]}
 * ```
 */
export class OtlpJsonEncoder implements RecordEncoder {
  readonly printsTarget = false;
  readonly printsPosition: boolean;
  readonly fieldsFirst = false;
  /** The mark of a cut record, and the ids of a trace. */
  readonly tail = 192;
  readonly escapes: Escapes = { message: IN_JSON, field: IN_JSON, json: undefined };
  missing = 0;

  private readonly time = new UnixTime();
  private readonly heads = headsOf();
  private readonly targets = new StringCache(
    (target) => literal(textAttribute(TARGET, target)),
    MAX_CACHED_LENGTH,
    SMALL_WEIGHT,
  );
  private target: string | undefined;
  private position: Position | undefined;
  private ids: TraceIds | undefined;
  /** Offset of the attributes from the start of the record. */
  private attributesAt = 0;

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
    const { time } = this;
    time.take(clock);
    const nanos = Math.max(time.ms, 0) + String(time.nanos).padStart(NANO_DIGITS, "0");
    out.safeText(`,{"timeUnixNano":"${nanos}","observedTimeUnixNano":"${nanos}"`);
    out.literal(this.heads[level] as Literal);
    this.ids = undefined;
    this.target = target;
    this.position = this.printsPosition ? position : undefined;
  }

  prepare(text: string): Literal {
    return literal(escapeJson(text));
  }

  literal(out: RecordWriter, piece: Literal): void {
    out.literal(piece);
  }

  message(out: RecordWriter, text: string): void {
    out.jsonText(text);
  }

  value(out: RecordWriter, value: Plain): void {
    if (typeof value === "number") out.number(value);
    else out.jsonText(textOf(value));
  }

  keyName(source: string): string {
    return attributeName(source);
  }

  key(name: string): Literal {
    return literal(`,{"key":${quoteJson(name)},"value":`);
  }

  beginFields(out: RecordWriter): void {
    out.literal(ATTRIBUTES);
    this.attributesAt = out.length;
    const { target, position } = this;
    if (target !== undefined) {
      out.literal(this.targets.get(target) ?? literal(textAttribute(TARGET, target)));
    }
    if (position === undefined) return;
    this.own(out, FILE, shortText(position.file, MOST_PATH).text);
    this.own(out, LINE, position.line);
  }

  /** They are written at the end, because they are no attributes. */
  trace(_out: RecordWriter, ids: TraceIds): void {
    this.ids = ids;
  }

  field(out: RecordWriter, key: EncodedKey, value: Plain): void {
    const exception =
      value instanceof Json && key.name === ERROR_FIELD ? exceptionOf(value.text) : undefined;
    if (exception === undefined) {
      this.attribute(out, key.literal, value);
      return;
    }
    const { type, message, stack, rest } = exception;
    this.own(out, EXCEPTION_TYPE, type);
    this.own(out, EXCEPTION_MESSAGE, message);
    this.own(out, EXCEPTION_STACK, stack);
    if (rest !== undefined) this.attribute(out, key.literal, new Json(rest));
  }

  fields(out: RecordWriter, { whole }: BoundFields): boolean {
    return out.piece(whole, 0);
  }

  beginMessage(): void {}

  end(out: RecordWriter): void {
    out.endContent();
    if (out.isOver) return;
    if (this.missing > 0) this.own(out, TRUNCATED, this.missing);
    // The comma before the first attribute.
    if (out.length > this.attributesAt) out.replace(this.attributesAt, OPENING_BRACKET);
    else out.closing(OPENING_BRACKET);
    out.closing(CLOSING_BRACKET);
    if (this.ids !== undefined) {
      const { traceId, spanId, traceFlags = 0 } = this.ids;
      const ids = `"traceId":"${traceId.toLowerCase()}","spanId":"${spanId.toLowerCase()}"`;
      out.safeText(`,${ids},"flags":${traceFlags & 0xff}`);
    }
    out.closing(CLOSING_BRACE);
  }

  private own(out: RecordWriter, name: string, value: string | number): void {
    this.attribute(out, this.key(name), value);
  }

  private attribute(out: RecordWriter, key: Literal, value: Plain): void {
    if (!out.piece(key, VALUE_ROOM)) {
      out.overflow();
    } else if (typeof value === "string") {
      this.text(out, value);
    } else {
      out.safeText(`${valueFrom(value)}}`);
    }
  }

  private text(out: RecordWriter, text: string): void {
    out.safeText('{"stringValue":"');
    out.jsonText(text);
    out.literal(END_OF_TEXT);
  }
}

function textAttribute(name: string, text: string): string {
  return `,{"key":"${name}","value":{"stringValue":${quoteJson(shortTarget(text))}}}`;
}

function valueFrom(value: Exclude<Plain, string>): string {
  if (value === null) return "{}";
  if (value instanceof Json) return jsonValueOf(value.text);
  if (typeof value === "boolean") return `{"boolValue":${value}}`;
  if (typeof value === "bigint") {
    return BigInt.asIntN(64, value) === value
      ? `{"intValue":"${value}"}`
      : `{"stringValue":"${digitsOf(value)}"}`;
  }
  if (Number.isSafeInteger(value)) return `{"intValue":"${value}"}`;
  // JSON has no number for these, so protobuf's JSON has their names.
  return `{"doubleValue":${Number.isFinite(value) ? value : `"${value}"`}}`;
}

function headsOf(): readonly (Literal | undefined)[] {
  return levelTable((level, number) => {
    const text = `,"severityNumber":${otelSeverity(number)},"severityText":${quoteJson(level.toUpperCase())}`;
    return literal(`${text},"body":{"stringValue":"`);
  });
}
