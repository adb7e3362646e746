import { show } from "../diagnostics/show.ts";
import type { BoundFields } from "../encode/format/encoder.ts";
import type { Plain } from "../encode/value/plain.ts";
import { FastlogError } from "../errors.ts";
import type { Members } from "../redact/members.ts";
import {
  type Fields as FieldsOfCall,
  fieldOf,
  isFields,
  namesOf,
  substituteFieldsOf,
} from "./argument-kind.ts";
import type { Key } from "./key.ts";
import type { Sanitizer } from "./sanitizer.ts";
import type { Serializers } from "./serializer.ts";

/** Fields as they were when they were bound. Later changes of an object do not show. */
export type TakenFields = Readonly<Record<string, Plain | undefined>>;

const isOwn = Object.prototype.hasOwnProperty;

/** Validates fields that are to be bound. */
export function checkFields(fields: unknown, sanitizer: Sanitizer): FieldsOfCall {
  if (isFields(fields)) return fields;
  const instead = substituteFieldsOf(fields, sanitizer);
  if (instead !== undefined) return instead;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_FIELDS",
    `invalid fields ${show(fields)} (expected an object)`,
  );
}

/** Copies the fields of an object, up to the limit. Never throws. */
export function takeFields(
  fields: FieldsOfCall,
  sanitizer: Sanitizer,
  serializers?: Serializers,
): TakenFields {
  const now = readFields(fields, sanitizer);
  if (arePlain(now, sanitizer, serializers)) return now;
  const { maxBreadth } = sanitizer.limits;
  const names = Object.keys(now);
  const taken: [name: string, value: Plain | undefined][] = [];
  for (const name of names.slice(0, maxBreadth)) {
    taken.push([name, sanitizer.taken(name, now[name], serializers)]);
  }
  const left = names.length - maxBreadth;
  if (left > 0) taken.push(["…", `+${left} more`]);
  return Object.fromEntries(taken);
}

/** Takes fields of an object that nobody else changes, without a copy if they can be written unchanged. */
export function takeOwnFields(fields: FieldsOfCall, sanitizer: Sanitizer): TakenFields {
  return arePlain(fields, sanitizer, undefined) ? fields : takeFields(fields, sanitizer);
}

/** Whether all fields can be written unchanged. */
function arePlain(
  fields: FieldsOfCall,
  sanitizer: Sanitizer,
  serializers: Serializers | undefined,
): fields is TakenFields {
  const isSerialized = serializers !== undefined || sanitizer.serializes;
  let left = sanitizer.limits.maxBreadth;
  for (const name in fields) {
    if (!isOwn.call(fields, name)) continue;
    if (--left < 0) return false;
    const value = fields[name];
    const type = typeof value;
    const isBare = type === "string" || type === "number" || type === "boolean";
    if (!isBare && value !== null && value !== undefined) return false;
    if (isSerialized && sanitizer.serializer(name, serializers) !== undefined) return false;
  }
  return true;
}

/** A copy of an object's current fields. Never throws. */
export function readFields(fields: FieldsOfCall, sanitizer: Sanitizer): FieldsOfCall {
  try {
    // V8 copies an object of a known shape as a whole. A loop over its names takes twice as long.
    return { ...fields };
  } catch {
    // A getter threw; the other fields can still be read.
  }
  const names = namesOf(fields) ?? [];
  return Object.fromEntries(names.map((name) => [name, fieldOf(fields, name, sanitizer)]));
}

/** Fields of every record of a logger or context. */
export class Bindings {
  /** The logger's own and inherited serializers. Declared on the prototype, because most bindings have none. */
  declare readonly serializers: Serializers | undefined;
  readonly fields: TakenFields;
  /**
   * The encoded fields, once an encoder has written them often; until then the number of times they were written
   * one by one. Most bindings are those of a request, which has few records.
   */
  encoded: EncodedBindings | number = 0;

  constructor(fields: TakenFields) {
    this.fields = fields;
  }

  /** Returns bindings with more fields; later fields win. */
  with(fields: TakenFields, serializers?: Serializers): Bindings {
    return bindingsOf(joined(this.fields, fields), serializers);
  }

  /** Returns bindings without what `redaction` redacts beside the configuration. */
  withheld(sanitizer: Sanitizer, redaction: Members): Bindings {
    const fields = mapped(this.fields, (name, value) => {
      return value === undefined ? undefined : sanitizer.withheld(name, value, redaction);
    });
    return bindingsOf(fields, this.serializers);
  }
}

Object.defineProperty(Bindings.prototype, "serializers", { value: undefined });

/** The bindings of a logger with serializers. A subclass, because a property takes eight bytes of each logger. */
class SerializingScope extends Bindings {
  constructor(fields: TakenFields, serializers: Serializers) {
    super(fields);
    Object.defineProperty(this, "serializers", { value: serializers });
  }
}

export function bindingsOf(fields: TakenFields, serializers: Serializers | undefined): Bindings {
  return serializers === undefined
    ? new Bindings(fields)
    : new SerializingScope(fields, serializers);
}

/**
 * Merges the fields of two objects, the first one's before the second one's. For a name in both, the second one's
 * value wins unless it is undefined.
 */
export function joined<Value>(
  inherited: Readonly<Record<string, Value>>,
  own: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  for (const name in own) {
    if (!isOwn.call(own, name)) continue;
    if (own[name] === undefined || isOwn.call(inherited, name)) return replaced(inherited, own);
  }
  return { ...inherited, ...own };
}

function replaced<Value>(
  inherited: Readonly<Record<string, Value>>,
  own: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const given = Object.entries(own).filter(([, value]) => value !== undefined);
  const names = new Set(given.map(([name]) => name));
  const left = Object.entries(inherited).filter(([name]) => !names.has(name));
  return Object.fromEntries([...left, ...given]);
}

function mapped(
  fields: TakenFields,
  map: (name: string, value: Plain | undefined) => Plain | undefined,
): TakenFields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, map(name, value)]),
  );
}

/** Bindings, encoded by one encoder. */
export interface EncodedBindings extends BoundFields {
  /** Generation of the keys, and so of the encoder, that it belongs to. */
  readonly generation: object;
  readonly keys: readonly Key[];
  /** The whole is not written: a field is too long for any record, or the bytes are no safe words. */
  readonly isCut: boolean;
  /** Number of times that another encoder would have needed it. */
  misses: number;
}
