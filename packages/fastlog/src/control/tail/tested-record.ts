import type { CapturedRecord } from "../../capture/capturing-encoder.ts";
import { numberOf } from "../../level.ts";

/** Stands for a value that is not known before the record is encoded. */
export const UNKNOWN: unique symbol = Symbol("unknown");

/** A record that a condition asks for values. */
export interface TestedRecord {
  /** The level's number. */
  readonly level: number;
  readonly target: string;
  /** In milliseconds since 1970. */
  readonly time: number | typeof UNKNOWN;
  readonly message: string | typeof UNKNOWN;

  /** The value of the field of that name; `undefined` if there is none. */
  field(name: string): unknown;
}

/** A record whose values are all known. */
export class EncodedRecord implements TestedRecord {
  readonly level: number;
  readonly target: string;
  readonly time: number;
  readonly message: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor({ level, target, time, message, fields }: CapturedRecord) {
    this.level = numberOf(level);
    this.target = target;
    this.time = time.getTime();
    this.message = message;
    this.#fields = fields;
  }

  field(name: string): unknown {
    return Object.hasOwn(this.#fields, name) ? this.#fields[name] : undefined;
  }
}
