import { FastlogError } from "../errors.ts";
import type { Key } from "../keys.ts";
import { show } from "../show.ts";
import { type CompiledEvent, compileEvent } from "./compile.ts";
import type { EventSchema } from "./schema.ts";

/** What all records of one typed event have in common. */
export interface TypedEvent extends CompiledEvent {
  /** A template, as of any log call with arguments. */
  readonly message: string;
  /** What the keys that it met last say of its names. */
  plan: EventPlan | undefined;
}

/** How the records of an event are written by the encoder that certain keys are for. */
export interface EventPlan {
  /** Of the keys, and with them of the encoder, that it is for. */
  readonly generation: object;
  /** One for each name; `undefined` where redaction or a serializer has something to say. */
  readonly keys: readonly Key[] | undefined;
}

/** Makes an event. Throws `ERR_FASTLOG_INVALID_TEMPLATE` and `ERR_FASTLOG_INVALID_SCHEMA`. */
export function typedEvent(message: string, schema: EventSchema): TypedEvent {
  if (typeof message !== "string") {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_TEMPLATE",
      `invalid message ${show(message)} (expected a string)`,
    );
  }
  return { message, ...compileEvent(schema), plan: undefined };
}

/** The arguments of the log call that says the same; `wrong` is what breaks the schema. */
export function argumentsOf(fields: unknown, wrong: string | undefined): readonly unknown[] {
  return wrong === undefined ? [fields] : [fields, { schemaError: wrong }];
}
