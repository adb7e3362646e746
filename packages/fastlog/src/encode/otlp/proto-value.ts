import { Buffer } from "node:buffer";
import type { Literal } from "../bytes/literal.ts";
import type { RecordWriter } from "../bytes/record-writer.ts";
import { integerIn } from "./json-number.ts";
import {
  afterSeparator,
  endOfText,
  endOfValue,
  hasNext,
  type JsonKind,
  kindAt,
  textBetween,
} from "./json-scan.ts";
import { bigintBytes, NEGATIVE_SIZE, putNegative, putVarint, sizeOfVarint } from "./proto-bytes.ts";
import {
  ATTRIBUTE,
  BOOLEAN_VALUE,
  close,
  DOUBLE_VALUE,
  INTEGER_VALUE,
  openLength,
  openPair,
  putText,
  TEXT_VALUE,
} from "./proto-pairs.ts";

/** In a pair of key and value, and in a list. */
const KEY = 0x0a;
const VALUE = 0x12;
const ELEMENT = 0x0a;
/** In a value. */
const LIST_VALUE = 0x2a;
const OBJECT_VALUE = 0x32;

const LETTER_T = 116;

/** Writes objects and lists as values in protobuf. Reads them from JSON text. */
export class ProtoValue {
  /** Writes an attribute with the value of the JSON text. `head` is that of its key. */
  attribute(out: RecordWriter, head: Literal, json: string): void {
    const from = openPair(out, ATTRIBUTE, head);
    this.container(out, json, 0, kindAt(json, 0));
    close(out, from);
  }

  /** Writes the value at an offset of the text behind a tag. Returns the offset after it in the text. */
  private value(out: RecordWriter, tag: number, json: string, start: number): number {
    const kind = kindAt(json, start);
    if (kind === "object" || kind === "list") {
      put(out, tag);
      return this.container(out, json, start, kind);
    }
    const end = endOfValue(json, start);
    this.scalar(out, tag, kind, json, start, end);
    return end;
  }

  /** Writes the length of the value of an object or list, and the value. */
  private container(out: RecordWriter, json: string, start: number, kind: JsonKind): number {
    const value = openLength(out);
    put(out, kind === "object" ? OBJECT_VALUE : LIST_VALUE);
    const members = openLength(out);
    let at = start + 1;
    // The rest of a record that does not fit is not read.
    while (hasNext(json, at) && !out.isOver) {
      at = afterSeparator(json, at);
      at = kind === "object" ? this.pair(out, json, at) : this.value(out, ELEMENT, json, at);
    }
    close(out, members);
    close(out, value);
    return at + 1;
  }

  private pair(out: RecordWriter, json: string, start: number): number {
    const end = endOfText(json, start);
    put(out, ELEMENT);
    const pair = openLength(out);
    this.text(out, KEY, textBetween(json, start, end));
    const after = this.value(out, VALUE, json, end + 1);
    close(out, pair);
    return after;
  }

  private text(out: RecordWriter, tag: number, text: string): void {
    putText(out, tag, text, Buffer.byteLength(text));
  }

  private scalar(
    out: RecordWriter,
    tag: number,
    kind: JsonKind,
    json: string,
    start: number,
    end: number,
  ): void {
    if (kind === "text") {
      const text = textBetween(json, start, end);
      const bytes = Buffer.byteLength(text);
      put(out, tag);
      length(out, 1 + sizeOfVarint(bytes) + bytes);
      this.text(out, TEXT_VALUE, text);
    } else if (kind === "null") {
      put(out, tag);
      put(out, 0);
    } else if (kind === "boolean") {
      const isTrue = json.charCodeAt(start) === LETTER_T;
      all(out, [tag, 2, BOOLEAN_VALUE, isTrue ? 1 : 0]);
    } else {
      this.number(out, tag, json.slice(start, end));
    }
  }

  private integer(out: RecordWriter, tag: number, value: number): void {
    const size = value < 0 ? NEGATIVE_SIZE : sizeOfVarint(value);
    const at = out.claim(3 + size);
    if (at < 0) {
      out.overflow();
      return;
    }
    const { view } = out;
    view.setUint8(at, tag);
    view.setUint8(at + 1, size + 1);
    view.setUint8(at + 2, INTEGER_VALUE);
    if (value < 0) putNegative(view, at + 3, value);
    else putVarint(view, at + 3, value);
  }

  private number(out: RecordWriter, tag: number, digits: string): void {
    const integer = integerIn(digits);
    if (typeof integer === "number") {
      this.integer(out, tag, integer);
      return;
    }
    if (integer !== undefined) {
      const bytes = bigintBytes(integer);
      all(out, [tag, bytes.length + 1, INTEGER_VALUE, ...bytes]);
      return;
    }
    const at = out.claim(11);
    if (at < 0) {
      out.overflow();
      return;
    }
    const { view } = out;
    view.setUint8(at, tag);
    view.setUint8(at + 1, 9);
    view.setUint8(at + 2, DOUBLE_VALUE);
    view.setFloat64(at + 3, Number(digits), true);
  }
}

function put(out: RecordWriter, byte: number): void {
  const at = out.claim(1);
  if (at < 0) out.overflow();
  else out.view.setUint8(at, byte);
}

function all(out: RecordWriter, bytes: readonly number[]): void {
  const at = out.claim(bytes.length);
  if (at < 0) {
    out.overflow();
    return;
  }
  const { view } = out;
  for (let i = 0; i < bytes.length; i++) view.setUint8(at + i, bytes[i] as number);
}

function length(out: RecordWriter, value: number): void {
  const at = out.claim(sizeOfVarint(value));
  if (at < 0) out.overflow();
  else putVarint(out.view, at, value);
}
