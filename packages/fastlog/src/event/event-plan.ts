import type { Literal } from "../encode/bytes/literal.ts";
import type { EncodedKey } from "../encode/format/encoder.ts";
import type { Key } from "../fields/key.ts";
import type { EventMember } from "./compile.ts";
import type { Prepared } from "./shaped-json.ts";

/** Prepared pieces of an event's records for one encoder. */
export interface EventPlan {
  /** Generation of the keys, and so of the encoder, that the plan is for. */
  readonly generation: object;
  readonly message: Literal;
  /** The message with the separator to the fields, if both are one piece. */
  readonly closed: Literal | undefined;
  /** Whether the key of the first field includes the message. */
  readonly isJoined: boolean;
  readonly members: readonly PlannedMember[];
  readonly keys: readonly Key[];
  /** Whether some bindings had one of its names, when so many names were bound. */
  areBound: boolean;
  bound: number;
  /** Whether the program has given the fields in another order than the schema's. */
  isUnordered: boolean;
}

/** A member of a schema, prepared for one encoder. */
export interface PlannedMember extends Pick<EventMember, "name" | "isRequired" | "check"> {
  readonly key: Key;
  /** Key and separators before the value. */
  readonly written: EncodedKey;
  readonly shape: Prepared | undefined;
  /** Type of the value if the schema allows any string, or any integer; else `undefined`. */
  readonly simple: "string" | "number" | undefined;
}
