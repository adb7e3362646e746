/** A value of the keyword `type` (JSON Schema draft-07, validation 6.1.1). */
export type TypeName = "string" | "number" | "integer" | "boolean" | "null" | "object" | "array";

/** A JSON schema (draft-07) of one value. `true` allows any value, `false` none. */
export type Schema = boolean | ValueSchema;

/** The keywords that decide the TypeScript type of a value. All others of JSON Schema are allowed too. */
export interface ValueSchema extends Constraints {
  readonly type?: TypeName | readonly TypeName[];
  /** Whether the value may also be null. Default `false`. */
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** `"date-time"` lets a string be given as a `Date`. Formats are not checked. */
  readonly format?: string;
  readonly properties?: Properties;
  readonly required?: readonly string[];
  /** Schema of the properties that are not named. Default `false` with `properties`, else `true`. */
  readonly additionalProperties?: Schema;
  readonly items?: Schema | readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** JSON schema of an event's fields. */
export interface EventSchema extends ValueSchema {
  readonly type: "object";
  readonly properties: Properties;
}

interface Properties {
  readonly [name: string]: Schema;
}

/** Keywords that check or describe a value and do not affect its TypeScript type. */
type Constraints = {
  readonly [keyword in
    | ("$id" | "$ref" | "$defs" | "definitions" | "allOf" | "not" | "if" | "then" | "else")
    | ("title" | "description" | "default" | "examples" | "deprecated" | "$comment" | "$schema")
    | ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf")
    | ("minLength" | "maxLength" | "pattern" | "minItems" | "maxItems" | "uniqueItems")
    | ("minProperties" | "maxProperties" | "patternProperties" | "propertyNames")
    | ("additionalItems" | "contains" | "dependencies")]?: unknown;
};

/** Type of the fields of an event with this schema. */
export type FieldsOf<S extends EventSchema> = ObjectOf<S>;

/**
 * Type of the values that satisfy a schema: the intersection of what its keywords allow. A keyword that does not
 * restrict the type gives `unknown`, which does not change the intersection.
 */
type ValueOf<S> = S extends false
  ? never
  : ByType<S> & ByValues<S> & Among<S, "anyOf"> & Among<S, "oneOf">;

type ByType<S> = S extends { readonly type: infer T }
  ? Named<T extends readonly (infer Name)[] ? Name : T, S> | ByNullable<S>
  : unknown;

type ByNullable<S> = S extends { readonly nullable: true } ? null : never;

/** Type of the values of one named type; distributes over a union of names. */
type Named<Name, S> = Name extends "string"
  ? string | (S extends { readonly format: "date-time" } ? Date : never)
  : Name extends "number"
    ? number
    : Name extends "integer"
      ? number | bigint
      : Name extends "boolean"
        ? boolean
        : Name extends "null"
          ? null
          : Name extends "array"
            ? readonly ItemOf<S>[]
            : Name extends "object"
              ? ObjectOf<S>
              : unknown;

type ByValues<S> = (S extends { readonly enum: readonly (infer Value)[] } ? Value : unknown) &
  (S extends { readonly const: infer Value } ? Value : unknown);

type Among<S, Keyword extends string> = S extends {
  readonly [K in Keyword]: readonly (infer Branch)[];
}
  ? ValueOf<Branch>
  : unknown;

type ItemOf<S> = S extends { readonly items: infer Items }
  ? Items extends readonly unknown[]
    ? unknown
    : ValueOf<Items>
  : unknown;

type ObjectOf<S> = S extends { readonly properties: infer P }
  ? Flat<
      {
        -readonly [Name in keyof P as Name extends RequiredOf<S> ? Name : never]: ValueOf<P[Name]>;
      } & {
        -readonly [Name in keyof P as Name extends RequiredOf<S> ? never : Name]?:
          | ValueOf<P[Name]>
          | undefined;
      } & Rest<S, ValueOf<P[keyof P]> | undefined>
    >
  : { [name: string]: RestOf<S> };

type RequiredOf<S> = S extends { readonly required: readonly (infer Name)[] } ? Name : never;

/** Index signature for additional properties. It must also allow the types of the named properties. */
type Rest<S, Others> = S extends { readonly additionalProperties: infer A }
  ? A extends false
    ? unknown
    : { [name: string]: ValueOf<A> | Others }
  : unknown;

type RestOf<S> = S extends { readonly additionalProperties: infer A } ? ValueOf<A> : unknown;

/** Flattens an intersection to one object type, which error messages show better. */
type Flat<T> = { [K in keyof T]: T[K] };
