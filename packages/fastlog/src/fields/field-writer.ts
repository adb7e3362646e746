import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { MORE, moreMembers } from "../encode/object/markers.ts";
import { maskedWriters } from "../encode/value/masked-writers.ts";
import { Json, type Plain } from "../encode/value/plain.ts";
import { dataOf } from "../encode/value/plain-data.ts";
import { PlainError } from "../encode/value/plain-error.ts";
import { PlainJson } from "../encode/value/plain-json.ts";
import {
  type Fields as FieldsOfCall,
  fieldOf,
  isError,
  isFields,
  namesBut,
  namesOf,
  substituteFieldsOf,
} from "./argument-kind.ts";
import type { Contexts } from "./async-context.ts";
import type { Bindings, EncodedBindings } from "./bindings.ts";
import type { BindingsEncoder } from "./bindings-encoder.ts";
import type { Key } from "./key.ts";
import { type ExpectedKeys, Keys } from "./keys.ts";
import type { Sanitizer } from "./sanitizer.ts";

const isOwn = Object.prototype.hasOwnProperty;

/** Number of writes after which bindings are encoded. Encoding takes as long as ten writes. */
const OFTEN = 8;
/** Number of writes by another encoder after which that encoder's bytes replace the encoded bindings. */
const MANY_MISSES = 64;

/**
 * Writes the fields of one encoder's records: those of the call, then those bound to the logger, the context and
 * the configuration. For a name that several have, the first wins.
 *
 * It stays one class, though it is long: all ways of writing fields share the keys of the record and the encoder, which
 * V8 treats as constants while a thread makes a single builder.
 */
export class Fields {
  private readonly encoder: RecordEncoder;
  readonly keys: Keys;
  private readonly sanitizer: Sanitizer;
  private readonly contexts: Contexts;
  /** Fields of every record. */
  private readonly base: Bindings | undefined;
  private readonly maxBreadth: number;
  private readonly bindingsEncoder: BindingsEncoder;
  private readonly plainJson: PlainJson;
  private readonly plainError: PlainError;
  private readonly seen: unknown[];

  constructor(
    encoder: RecordEncoder,
    sanitizer: Sanitizer,
    contexts: Contexts,
    base: Bindings | undefined,
    bindingsEncoder: BindingsEncoder,
    seen: unknown[],
  ) {
    this.encoder = encoder;
    this.keys = new Keys(encoder, sanitizer);
    this.sanitizer = sanitizer;
    this.contexts = contexts;
    this.base = base;
    this.maxBreadth = sanitizer.limits.maxBreadth;
    this.bindingsEncoder = bindingsEncoder;
    this.seen = seen;
    const { limits } = sanitizer;
    const { mask } = limits;
    const writers = mask === undefined ? undefined : maskedWriters(limits, mask);
    this.plainJson = writers?.json ?? new PlainJson(limits);
    this.plainError = writers?.error ?? new PlainError(limits);
  }

  /** Whether records have fields beside those of the call. */
  get areBound(): boolean {
    return this.base !== undefined || this.contexts.storage !== undefined;
  }

  /** Begins a record. `expected` are the keys of the template's last record. */
  begin(expected?: ExpectedKeys): void {
    this.keys.begin(expected);
  }

  /** Begins a record of an event, whose keys are known. Clears the keys if there are too many. */
  tidy(): void {
    this.keys.tidy();
  }

  /** Writes all fields of an object, except `omitted`. */
  readonly merge = (
    out: RecordWriter,
    fields: FieldsOfCall,
    bindings: Bindings | undefined,
    omitted?: string,
  ): void => {
    const { keys, encoder } = this;
    if (out.isOver) {
      encoder.leaveOut?.(namesBut(fields, omitted)?.length ?? 1);
      return;
    }
    const isPlain = bindings?.serializers === undefined;
    let left = this.maxBreadth;
    let name = "";
    let isReading = true;
    try {
      // Unlike Object.keys, this allocates nothing, and V8 reads the properties without a lookup in the loop itself
      // (benchmarks/loop, "fields" and "heap").
      for (name in fields) {
        if (omitted !== undefined && name === omitted) continue;
        if (!isOwn.call(fields, name)) continue;
        if (--left < 0) {
          left = this.maxBreadth - (namesBut(fields, omitted)?.length ?? this.maxBreadth + 1);
          break;
        }
        const value = fields[name];
        if (value === undefined) continue;
        isReading = false;
        const key = keys.take(name);
        if (
          isPlain &&
          key.isOpen &&
          (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        ) {
          encoder.field(out, key, value);
        } else if (!isPlain || typeof value !== "object" || !this.inPlace(out, key, value)) {
          this.refined(out, key, value, bindings);
        }
        isReading = true;
      }
    } catch (error) {
      if (!isReading) throw error;
      left = this.mergeFrom(name, out, fields, bindings, omitted);
    }
    if (left < 0) this.leaveOut(out, -left, bindings);
  };

  /** Writes the fields of several objects, and errors. Together they are limited to the fields of one object. */
  several(
    out: RecordWriter,
    args: readonly unknown[],
    bindings: Bindings | undefined,
    omitted: string | undefined,
  ): void {
    let room = this.maxBreadth;
    let left = 0;
    let hasError = false;
    for (const arg of args) {
      if (isError(arg)) {
        if (--room >= 0 || !hasError) this.error(out, arg, bindings);
        else left++;
        hasError = true;
        continue;
      }
      const fields = isFields(arg) ? arg : substituteFieldsOf(arg, this.sanitizer);
      if (fields === undefined) continue;
      const names = namesBut(fields, omitted);
      const count = names?.length ?? 1;
      if (names === undefined || count <= room) {
        this.merge(out, fields, bindings, omitted);
      } else {
        for (const name of names.slice(0, Math.max(room, 0))) {
          this.one(out, name, fieldOf(fields, name, this.sanitizer), bindings);
        }
        left += count - Math.max(room, 0);
      }
      room -= count;
    }
    if (left > 0) this.leaveOut(out, left, bindings);
  }

  private leaveOut(out: RecordWriter, count: number, bindings: Bindings | undefined): void {
    if (this.encoder.leaveOut !== undefined) this.encoder.leaveOut(count);
    else this.one(out, MORE, moreMembers(count), bindings);
  }

  /** Continues after a field whose getter threw. An empty name stands for all fields. */
  private mergeFrom(
    first: string,
    out: RecordWriter,
    fields: FieldsOfCall,
    bindings: Bindings | undefined,
    omitted: string | undefined,
  ): number {
    let left = this.maxBreadth;
    let isWritten = first !== "";
    const names = namesOf(fields);
    if (names === undefined) this.one(out, "fields", "[Throws: they cannot be listed]", bindings);
    for (const name of names ?? []) {
      if (name === first) isWritten = false;
      if (name === omitted || --left < 0 || isWritten) continue;
      this.one(out, name, fieldOf(fields, name, this.sanitizer), bindings);
    }
    return left;
  }

  /** Writes a field. Leaves it out if it is undefined. */
  one(out: RecordWriter, name: string, value: unknown, bindings: Bindings | undefined): void {
    if (value !== undefined) this.refined(out, this.keys.take(name), value, bindings);
  }

  /** Writes a plain object straight into the record, if nothing in it is redacted or serialized. */
  private inPlace(out: RecordWriter, key: Key, value: object | null): boolean {
    if (value === null || !key.isOpen || key.verdict !== undefined) return false;
    const start = out.length;
    if (!this.encoder.beginJson?.(out, key)) return this.errorAs(out, key, value);
    const behindKey = out.length;
    if (this.plainJson.write(out, value)) return true;
    out.rewind(behindKey);
    if (this.plainError.write(out, value)) return true;
    out.rewind(start);
    return false;
  }

  /** Writes an error whose members have names of the format, with its key. */
  private errorAs(out: RecordWriter, key: Key, error: object): boolean {
    const pieces = this.encoder.errorPieces?.(key);
    if (pieces === undefined) return this.inOwnWay(out, key, error);
    const start = out.length;
    if (this.plainError.writeAs(out, error, pieces)) return true;
    out.rewind(start);
    return false;
  }

  /** Writes an object as formats do that are no JSON. */
  private inOwnWay(out: RecordWriter, key: Key, value: object): boolean {
    const { encoder } = this;
    if (encoder.object === undefined || out.isOver) return false;
    const start = out.length;
    if (encoder.object(out, key, value, this.sanitizer.limits)) return true;
    out.rewind(start);
    return false;
  }

  /** Writes an error as the field `err`. */
  error(out: RecordWriter, error: Error, bindings: Bindings | undefined): void {
    const key = this.keys.take("err");
    if (bindings?.serializers !== undefined || !this.inPlace(out, key, error)) {
      this.refined(out, key, error, bindings);
    }
  }

  private refined(
    out: RecordWriter,
    key: Key,
    value: unknown,
    bindings: Bindings | undefined,
  ): void {
    // A value that does not fit is not looked at. An error is written anyway while the record is gathered.
    if (out.isOver && (key.source !== "err" || this.encoder.leaveOut === undefined)) {
      this.encoder.leaveOut?.(1);
      return;
    }
    const plain = this.convert(key, value, bindings);
    if (plain !== undefined) this.put(out, key, plain);
    else if (key.verdict?.censor === undefined) this.keys.drop(key);
  }

  /** Writes a converted value. Counts the characters that were cut from it. */
  private put(out: RecordWriter, key: Key, value: Plain): void {
    const isCut = value instanceof Json && value.cuts.length > 0;
    if (isCut && this.encoder.leaveOut === undefined) out.overflow();
    this.encoder.field(out, key, value);
  }

  /** Converts a field's value. Returns the first result if the record is written again. */
  private convert(key: Key, value: unknown, bindings: Bindings | undefined): Plain | undefined {
    const plain = this.sanitizer.field(key, value, bindings?.serializers);
    this.seen.push(value, key.source, plain);
    return plain;
  }

  /** Writes any value of an open key. */
  any(out: RecordWriter, key: Key, value: unknown): void {
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
      this.encoder.field(out, key, value);
    } else if (typeof value !== "object" || !this.inPlace(out, key, value)) {
      this.refined(out, key, value, undefined);
    }
  }

  /** A field's value as the message shows it. */
  shown(
    fields: FieldsOfCall,
    name: string,
    isInspected: boolean,
    bindings: Bindings | undefined,
  ): Plain {
    const value = fieldOf(fields, name, this.sanitizer);
    const key = this.keys.of(name);
    if (
      !isInspected &&
      key.verdict === undefined &&
      key.isOpen &&
      isError(value) &&
      bindings?.serializers === undefined
    ) {
      return this.sanitizer.error(value);
    }
    const plain = this.convert(key, value, bindings);
    if (plain === undefined) return key.verdict?.censor === undefined ? "undefined" : "[Redacted]";
    if (isInspected && typeof value !== "string") return this.sanitizer.inspected(dataOf(plain));
    return plain;
  }

  /** All bound fields of a record, if they are the encoded bindings of one logger or context. */
  ready(own: Bindings | undefined): EncodedBindings | undefined {
    const only = this.only(own);
    return only === undefined ? undefined : this.known(only);
  }

  private known({ encoded }: Bindings): EncodedBindings | undefined {
    if (typeof encoded === "number") return undefined;
    return encoded.generation === this.keys.generation ? encoded : undefined;
  }

  /** Writes the bound fields after others, and ends the record. */
  finish(out: RecordWriter, own: Bindings | undefined): void {
    const encoded = own?.encoded;
    const isWhole = typeof encoded === "object" && encoded.generation === this.keys.generation;
    const ending = isWhole ? encoded.ending : undefined;
    const isAlone = !this.areBound && !this.keys.mayClash;
    // For a logger that is used often: its only bindings, none of whose names the record has.
    if (ending !== undefined && isAlone && out.finish(ending)) return;
    this.boundAndEnd(out, own);
  }

  private boundAndEnd(out: RecordWriter, own: Bindings | undefined): void {
    this.bound(out, own, true);
    const { ending } = this.encoder;
    if (ending !== undefined && out.finish(ending)) return;
    this.encoder.end(out);
    out.commit();
  }

  /** Writes the bound fields. `some` tells whether other fields were written. */
  bound(out: RecordWriter, own: Bindings | undefined, some: boolean): void {
    // A program may only bind fields, and pass none in its calls.
    if (!some) this.begin();
    this.encoder.beginBound?.();
    if (own !== undefined) this.bindings(out, own);
    if (this.areBound) this.common(out);
  }

  /** Writes the fields of the context and the configuration. V8 compiles this only if there are any. */
  private common(out: RecordWriter): void {
    const context = this.contexts.current?.bindings;
    if (context !== undefined) this.bindings(out, context);
    if (this.base !== undefined) this.bindings(out, this.base);
  }

  /** Writes encoded bindings; if they do not all fit, those fields that do. */
  whole(out: RecordWriter, encoded: EncodedBindings): void {
    if (encoded.isCut || !this.encoder.fields(out, encoded)) this.oneByOne(out, encoded);
  }

  private oneByOne(out: RecordWriter, { keys, values }: EncodedBindings): void {
    for (let i = 0; i < keys.length; i++) {
      this.put(out, keys[i] as Key, values[i] as Plain);
    }
  }

  /** The logger's bindings, if neither a context nor the configuration has any. */
  private only(own: Bindings | undefined): Bindings | undefined {
    const context = this.contexts.storage?.getStore()?.bindings;
    const base = this.base;
    if (own !== undefined) return context === undefined && base === undefined ? own : undefined;
    if (context === undefined) return base;
    return base === undefined ? context : undefined;
  }

  private bindings(out: RecordWriter, bindings: Bindings): void {
    const { encoded } = bindings;
    if (typeof encoded === "number" && encoded < OFTEN) {
      bindings.encoded = encoded + 1;
      this.writeAbsent(out, bindings);
    } else {
      this.often(out, bindings);
    }
  }

  /** Writes bindings that are written often. */
  private often(out: RecordWriter, bindings: Bindings): void {
    const encoded = this.encoded(bindings);
    if (encoded === undefined) {
      this.writeAbsent(out, bindings);
      return;
    }
    const { keys, values } = encoded;
    if (this.clash(keys)) {
      for (let i = 0; i < keys.length; i++) {
        const key = this.keys.takeNew((keys[i] as Key).source);
        if (key !== undefined) this.put(out, key, values[i] as Plain);
      }
    } else {
      this.whole(out, encoded);
      for (let i = 0; i < keys.length; i++) this.keys.mark(keys[i] as Key);
    }
  }

  /** Writes the fields of bindings one by one, except for names that the record has. */
  private writeAbsent(out: RecordWriter, { fields }: Bindings): void {
    const { keys, encoder } = this;
    for (const name in fields) {
      const value = fields[name];
      if (value === undefined || !isOwn.call(fields, name)) continue;
      const key = keys.takeNew(name);
      if (key === undefined) continue;
      if (key.verdict === undefined && typeof value !== "object") encoder.field(out, key, value);
      else this.censored(out, key, value);
    }
  }

  private censored(out: RecordWriter, key: Key, value: Plain): void {
    const { verdict, source } = key;
    const plain = this.sanitizer.bound(verdict, source, value);
    if (plain === undefined) this.keys.drop(key);
    else this.put(out, key, plain);
  }

  private clash(keys: readonly Key[]): boolean {
    for (let i = 0; i < keys.length; i++) if (this.keys.isTaken(keys[i] as Key)) return true;
    return false;
  }

  /** The bindings encoded by this encoder, unless another one writes them more often. */
  private encoded(bindings: Bindings): EncodedBindings | undefined {
    const { encoded } = bindings;
    if (typeof encoded !== "number") {
      if (encoded.generation === this.keys.generation) return encoded;
      // Two encoders may alternate in each record.
      if (++encoded.misses < MANY_MISSES) return undefined;
    }
    const made = this.bindingsEncoder.encode(bindings, this.keys, this.sanitizer);
    bindings.encoded = made;
    return made;
  }
}
