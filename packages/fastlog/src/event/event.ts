import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { type CompiledEvent, compileEvent } from "./compile.ts";
import type { EventPlan } from "./event-plan.ts";
import type { EventSchema } from "./schema.ts";

/** A typed event: its template, its compiled schema and its plans. */
export interface TypedEvent extends CompiledEvent {
  /** Message template, as in a log call with arguments. */
  readonly message: string;
  /** Plans for the encoders that wrote the event last. */
  readonly plans: EventPlan[];
}

/** Makes an event. Throws `ERR_FASTLOG_INVALID_TEMPLATE`, and the errors of `compileEvent`. */
export function typedEvent(message: string, schema: EventSchema): TypedEvent {
  if (typeof message !== "string") {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_TEMPLATE",
      `invalid message ${show(message)} (expected a string)`,
    );
  }
  const event = compileEvent(schema);
  // Extends the compiled object itself, because a copy would not share `isBusy`.
  return Object.assign(event, { message, plans: [] });
}

/** Arguments of the plain log call that writes the event's record; `wrong` is the violation of the schema. */
export function argumentsOf(fields: unknown, wrong: string | undefined): readonly unknown[] {
  return wrong === undefined ? [fields] : [fields, { schemaError: wrong }];
}
