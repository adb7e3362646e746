import { type Fields as FieldsOfCall, fieldOf, insteadOf, isFields, namesOf } from "./arguments.ts";
import type { BoundFields } from "./encode/encoder.ts";
import type { Plain } from "./encode/value.ts";
import { FastlogError } from "./errors.ts";
import type { Key } from "./keys.ts";
import type { Members } from "./redact.ts";
import type { Refinement, Serializers } from "./refine.ts";
import { show } from "./show.ts";

/** A field whose value was taken when it was bound: what becomes of the object later does not show. */
export type BoundField = readonly [name: string, value: Plain];

/** Fields that are to be bound. */
export function checkFields(fields: unknown, refinement: Refinement): FieldsOfCall {
  if (isFields(fields)) return fields;
  const instead = insteadOf(fields, refinement);
  if (instead !== undefined) return instead;
  throw new FastlogError(
    "ERR_FASTLOG_INVALID_FIELDS",
    `invalid fields ${show(fields)} (expected an object)`,
  );
}

/** Takes the fields of an object as they are now, up to the limit. Never throws. */
export function takeFields(
  fields: FieldsOfCall,
  refinement: Refinement,
  serializers?: Serializers,
): BoundField[] {
  const taken: BoundField[] = [];
  const names = namesOf(fields) ?? [];
  for (const name of names.slice(0, refinement.limits.maxBreadth)) {
    const value = refinement.taken(name, () => fields[name], serializers);
    if (value !== undefined) taken.push([name, value]);
  }
  const left = names.length - refinement.limits.maxBreadth;
  if (left > 0) taken.push(["…", `+${left} more`]);
  // As long as it has to be: what grows by push() has room for sixteen more.
  return taken.slice();
}

/** The fields that an object has now, each read once. Never throws. */
export function readFields(fields: FieldsOfCall, refinement: Refinement): FieldsOfCall {
  const read: [name: string, value: unknown][] = [];
  for (const name of namesOf(fields) ?? []) {
    const value = fieldOf(fields, name, refinement);
    if (value !== undefined) read.push([name, value]);
  }
  return Object.fromEntries(read);
}

/** Fields that every record of a logger or a context has. They are encoded once for each encoder. */
export class Scope {
  readonly fields: readonly BoundField[];
  /** The logger's own serializers, and those that it inherited. */
  readonly serializers: Serializers | undefined;
  /** What the encoder that was used last made of it. */
  encoded: EncodedScope | undefined;

  constructor(fields: readonly BoundField[], serializers?: Serializers) {
    this.fields = fields;
    this.serializers = serializers;
  }

  /** Another scope with these fields, and more: the later ones win. */
  with(fields: readonly BoundField[], serializers?: Serializers): Scope {
    const names = new Set(fields.map(([name]) => name));
    const inherited = this.fields.filter(([name]) => !names.has(name));
    return new Scope([...inherited, ...fields], serializers);
  }

  /** The same without what is to be redacted, where that is more than the configuration's. */
  withheld(refinement: Refinement, redaction: Members): Scope {
    const fields: BoundField[] = [];
    for (const [name, value] of this.fields) {
      const left = refinement.withheld(name, value, redaction);
      if (left !== undefined) fields.push([name, left]);
    }
    return new Scope(fields, this.serializers);
  }
}

/** A scope's fields as one encoder writes them. */
export interface EncodedScope extends BoundFields {
  /** Of the keys, and with them of the encoder, that it is for. */
  readonly generation: object;
  readonly keys: readonly Key[];
  /** A field is too long for any record: as a whole they are not to be written. */
  readonly isCut: boolean;
}
