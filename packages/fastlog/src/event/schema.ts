/** What a JSON schema may name as `type`. */
export type TypeName = "string" | "number" | "integer" | "boolean" | "null" | "object" | "array";

/** A JSON schema (draft-07) of one value. `true` is any value, `false` none. */
export type Schema = boolean | ValueSchema;

/** The keywords that decide which type a value has. The others of JSON Schema may be used as well. */
export interface ValueSchema extends Constraints {
  readonly type?: TypeName | readonly TypeName[];
  /** Whether the value may be null too. */
  readonly nullable?: boolean;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  /** `"date-time"` makes a string take a `Date` too; no format is checked. */
  readonly format?: string;
  readonly properties?: Properties;
  readonly required?: readonly string[];
  /** What properties have that are not named. Default `false` where there are `properties`. */
  readonly additionalProperties?: Schema;
  readonly items?: Schema | readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The JSON schema of an event's fields. */
export interface EventSchema extends ValueSchema {
  readonly type: "object";
  readonly properties: Properties;
}

interface Properties {
  readonly [name: string]: Schema;
}

/** Keywords that a value is checked by, or that describe it, and that its type does not depend on. */
type Constraints = {
  readonly [keyword in
    | ("$id" | "$ref" | "$defs" | "definitions" | "allOf" | "not" | "if" | "then" | "else")
    | ("title" | "description" | "default" | "examples" | "deprecated" | "$comment" | "$schema")
    | ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum" | "multipleOf")
    | ("minLength" | "maxLength" | "pattern" | "minItems" | "maxItems" | "uniqueItems")
    | ("minProperties" | "maxProperties" | "patternProperties" | "propertyNames")
    | ("additionalItems" | "contains" | "dependencies")]?: unknown;
};

/** The type of the fields that an event with that schema takes. */
export type FieldsOf<S extends EventSchema> = ObjectOf<S>;

/**
 * The type of the values that satisfy a schema, or one of several: what all of its keywords allow
 * together. A keyword that says nothing about the type is `unknown`, which leaves the others as they
 * are.
 */
type ValueOf<S> = S extends false
  ? never
  : ByType<S> & ByValues<S> & Among<S, "anyOf"> & Among<S, "oneOf">;

type ByType<S> = S extends { readonly type: infer T }
  ? Named<T extends readonly (infer Name)[] ? Name : T, S> | ByNullable<S>
  : unknown;

type ByNullable<S> = S extends { readonly nullable: true } ? null : never;

/** By one name of a type, or by each of several. */
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

/** An index signature has to allow what the named properties are. */
type Rest<S, Others> = S extends { readonly additionalProperties: infer A }
  ? A extends false
    ? unknown
    : { [name: string]: ValueOf<A> | Others }
  : unknown;

type RestOf<S> = S extends { readonly additionalProperties: infer A } ? ValueOf<A> : unknown;

/** The same type, as one object to whoever reads an error message. */
type Flat<T> = { [K in keyof T]: T[K] };
