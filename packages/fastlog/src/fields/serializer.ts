/**
 * Gives what is logged in a field's place, as pino's serializers do. It may throw. Its parameter may
 * have the type of what it expects there, but anything may be logged under that name.
 */
export type Serializer = Serializing["serialize"];

interface Serializing {
  // A method, whose parameter may have a type of its own.
  serialize(value: unknown): unknown;
}

/** Serializers by the name of the field that they are for. */
export type Serializers = Readonly<Record<string, Serializer>>;
