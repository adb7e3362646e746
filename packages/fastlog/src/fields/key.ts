import type { Literal } from "../encode/bytes/literal.ts";
import type { EncodedKey } from "../encode/format/encoder.ts";
import type { Verdict } from "../redact/members.ts";
import type { Sanitizer } from "./sanitizer.ts";
import type { Serializer } from "./serializer.ts";

/** A written name, and the last record that has it. */
export interface Slot {
  readonly name: string;
  record: number;
  /** Some bindings have this name. */
  isBound: boolean;
  /** The last record that was given this name more than once, and how many replacements it needed. */
  clashed: number;
  renames: number;
}

/** The taken names among some that are written together, and how many replacements each needed. */
export type Taken = Map<Slot, number>;

/** A field's key, with all that is known before its value is written. */
export class Key implements EncodedKey {
  /** The name in the program. */
  readonly source: string;
  readonly name: string;
  readonly literal: Literal;
  /** Shared by all keys that are written under this name. */
  readonly slot: Slot;
  readonly verdict: Verdict | undefined;
  readonly serializer: Serializer | undefined;
  /** Strings, numbers and booleans are written unchanged. */
  readonly isOpen: boolean;
  /** The key of the same source from `Keys.of`: this one, unless it was renamed. */
  readonly origin: Key;
  /** Origin only: the last record that has a field of that source, under any name. */
  record = -1;

  constructor(source: string, slot: Slot, literal: Literal, sanitizer: Sanitizer, origin?: Key) {
    this.source = source;
    this.origin = origin ?? this;
    this.name = slot.name;
    this.literal = literal;
    this.slot = slot;
    this.verdict = sanitizer.verdict(source);
    this.serializer = sanitizer.serializer(source);
    this.isOpen = this.verdict?.censor === undefined && this.serializer === undefined;
  }
}
