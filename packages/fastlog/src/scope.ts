import { type Fields as FieldsOfCall, fieldOf, namesOf } from "./arguments.ts";
import type { BoundFields } from "./encode/encoder.ts";
import type { Plain } from "./encode/value.ts";
import type { Key } from "./keys.ts";
import type { Refinement, Serializers } from "./refine.ts";

/** A field whose value was taken when it was bound: what becomes of the object later does not show. */
export type BoundField = readonly [name: string, value: Plain];

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
  return taken;
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
}

/** A scope's fields as one encoder writes them. */
export interface EncodedScope extends BoundFields {
  /** Of the keys, and with them of the encoder, that it is for. */
  readonly generation: object;
  readonly keys: readonly Key[];
  /** A field is too long for any record: as a whole they are not to be written. */
  readonly isCut: boolean;
}
