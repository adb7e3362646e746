import type { Key } from "../keys.ts";
import type { CompiledEvent } from "./compile.ts";

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

/** The arguments of the log call that says the same; `wrong` is what breaks the schema. */
export function argumentsOf(fields: unknown, wrong: string | undefined): readonly unknown[] {
  return wrong === undefined ? [fields] : [fields, { schemaError: wrong }];
}
