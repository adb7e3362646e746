import { type Bindings, bindingsOf, checkFields, takeFields } from "../fields/bindings.ts";
import type { Serializers } from "../fields/serializer.ts";
import type { Dispatching } from "./dispatcher.ts";
import type { Fields } from "./signatures.ts";

/** Adds fields to a logger's bindings. `undefined` and `null` add none; any other value that is no object throws. */
export function boundTo(
  dispatcher: Dispatching,
  fields: Fields | null | undefined,
  bound: Bindings | undefined,
  serializers: Serializers | undefined,
): Bindings {
  const { sanitizer, special } = dispatcher;
  const given = checkFields(fields ?? {}, sanitizer);
  const taken = takeFields(given, sanitizer, serializers);
  const all = bound === undefined ? bindingsOf(taken, serializers) : bound.with(taken, serializers);
  const redaction = special?.redaction;
  return redaction === undefined ? all : all.withheld(sanitizer, redaction);
}
