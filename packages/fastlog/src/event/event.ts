import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { type CompiledEvent, compileEvent } from "./compile.ts";
import type { EventPlan } from "./event-plan.ts";
import type { EventSchema } from "./schema.ts";

/** What all records of one typed event have in common. */
export interface TypedEvent extends CompiledEvent {
  /** A template, as of any log call with arguments. */
  readonly message: string;
  /** How it is written by each of the encoders that it met last. */
  readonly plans: EventPlan[];
}

/** Makes an event. Throws `ERR_FASTLOG_INVALID_TEMPLATE`, and what `compileEvent` does. */
export function typedEvent(message: string, schema: EventSchema): TypedEvent {
  if (typeof message !== "string") {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_TEMPLATE",
      `invalid message ${show(message)} (expected a string)`,
    );
  }
  const event = compileEvent(schema);
  // One object: what is busy is the event, not a copy of it.
  return Object.assign(event, { message, plans: [] });
}

/** The arguments of the log call that says the same; `wrong` is what breaks the schema. */
export function argumentsOf(fields: unknown, wrong: string | undefined): readonly unknown[] {
  return wrong === undefined ? [fields] : [fields, { schemaError: wrong }];
}
