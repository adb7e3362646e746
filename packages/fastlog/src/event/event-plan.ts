import type { Literal } from "../encode/bytes/literal.ts";
import type { EncodedKey } from "../encode/format/encoder.ts";
import type { Key } from "../fields/keys.ts";
import type { EventMember } from "./compile.ts";
import type { Prepared } from "./shaped-json.ts";

/** How the records of an event are written by one encoder. */
export interface EventPlan {
  /** Of the keys, and with them of the encoder, that it is for. */
  readonly generation: object;
  readonly message: Literal;
  /** The message and what stands between it and the fields, where that is one piece. */
  readonly closed: Literal | undefined;
  /** The first field's key has the message in front of it. */
  readonly isJoined: boolean;
  readonly members: readonly PlannedMember[];
  readonly keys: readonly Key[];
  /** Whether some bindings had one of its names, when so many names were bound. */
  areBound: boolean;
  bound: number;
  /** Some program gives the fields in another order than the schema. */
  isUnordered: boolean;
}

/** A member of a schema, prepared for one encoder. */
export interface PlannedMember extends Pick<EventMember, "name" | "isRequired" | "check"> {
  readonly key: Key;
  /** What is written before the value. */
  readonly written: EncodedKey;
  readonly shape: Prepared | undefined;
  /** Any string will do, or any integer. */
  readonly simple: "string" | "number" | undefined;
}
