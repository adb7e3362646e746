/**
 * Returns what is logged in place of a field's value, like pino's serializers. It may throw. Its parameter may have
 * a specific type, but any value may be logged under that name.
 */
export type Serializer = Serializing["serialize"];

interface Serializing {
  // A method, so that its parameter may have a specific type.
  serialize(value: unknown): unknown;
}

/** Serializers by field name. */
export type Serializers = Readonly<Record<string, Serializer>>;
