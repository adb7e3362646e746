import { THROWS, WITHHELD } from "../encode/object/markers.ts";
import {
  DEFAULT_LIMITS,
  describe,
  inspected,
  type Limits,
  type Plain,
  plainOf,
  throwsMark,
  writtenOf,
} from "../encode/value/plain.ts";
import { dataOf } from "../encode/value/plain-data.ts";
import { bothOf } from "../redact/combined.ts";
import type { Members, Verdict } from "../redact/redact.ts";
import { REMOVED } from "../redact/removed.ts";
import { isError, isFields } from "./argument-kind.ts";
import type { Serializer, Serializers } from "./serializer.ts";
import { standardForm } from "./substitute-fields.ts";

/** A field by its name, and what the configuration says of it. */
interface FieldKey {
  readonly source: string;
  readonly verdict: Verdict | undefined;
}

/** The name under which is remembered what `{:?}` shows of a value. */
export const INSPECTED: unique symbol = Symbol("inspected");

const NO_MEMBERS: Members = { member: () => undefined };

/** Brings values down to what is written: serializers by field, redaction, limits. Never throws. */
export class Sanitizer {
  readonly limits: Limits;
  /** What the configuration names: keys keep what it says of them. */
  private readonly configuredRedaction: Members | undefined;
  /** What is redacted just now. */
  private redaction: Members | undefined;
  /** Censors nothing, but keeps what a getter threw out of the record. */
  private marks: Members | undefined;
  /** More is redacted just now than the keys know of. */
  private isStricter = false;
  private readonly serializers: Serializers;

  constructor(limits: Limits = DEFAULT_LIMITS, redaction?: Members, serializers: Serializers = {}) {
    this.limits = limits;
    this.configuredRedaction = redaction;
    this.redaction = redaction;
    this.marks = redaction === undefined ? undefined : NO_MEMBERS;
    this.serializers = serializers;
    this.serializes = Object.keys(serializers).length > 0;
    this.isTrivial = redaction === undefined && !this.serializes;
  }

  /** The configuration has serializers. */
  readonly serializes: boolean;

  /** Nothing is redacted and nothing serialized: an event's own serializer may do it all. */
  readonly isTrivial: boolean;

  /** Does something while more is redacted than the configuration names. */
  redacting(more: Members, action: () => void): void {
    const { redaction, marks, isStricter } = this;
    this.redaction = redaction === undefined ? more : bothOf(redaction, more);
    this.marks = NO_MEMBERS;
    this.isStricter = true;
    try {
      action();
    } finally {
      this.redaction = redaction;
      this.marks = marks;
      this.isStricter = isStricter;
    }
  }

  /** A bound value of which a child redacts more than the configuration does. */
  withheld(name: string, value: Plain, more: Members): Plain | undefined {
    const verdict = more.member(name);
    return verdict === undefined ? value : this.censored(verdict, name, dataOf(value));
  }

  /** What the configuration says of a field. */
  verdict(name: string): Verdict | undefined {
    return this.configuredRedaction?.member(name);
  }

  /** Those of the configuration. */
  get configured(): Serializers {
    return this.serializers;
  }

  /** The serializer of a field: the logger's own goes before the configuration's. */
  serializer(name: string, own?: Serializers): Serializer | undefined {
    if (own !== undefined && Object.hasOwn(own, name)) return own[name];
    return Object.hasOwn(this.serializers, name) ? this.serializers[name] : undefined;
  }

  /** A field's value; `undefined` where the field is left out. `own` are the logger's serializers. */
  field(key: FieldKey, value: unknown, own?: Serializers): Plain | undefined {
    return this.redacted(key, this.serialized(key.source, value, own));
  }

  /** The same for what a serializer has seen. */
  redacted(key: FieldKey, value: unknown): Plain | undefined {
    const verdict = this.isStricter ? this.redaction?.member(key.source) : key.verdict;
    return this.censored(verdict, key.source, value);
  }

  /** What a verdict leaves of a value. */
  censored(verdict: Verdict | undefined, name: string, value: unknown): Plain | undefined {
    if (value === undefined) return undefined;
    if (verdict === undefined) return writtenOf(value, this.limits, this.marks);
    const path = [name];
    if (verdict.censor === undefined) {
      return writtenOf(value, this.limits, verdict.inside ?? this.marks, path);
    }
    try {
      const censored = verdict.censor.replace(value, path);
      if (censored === REMOVED || censored === undefined) return undefined;
      return writtenOf(censored, this.limits);
    } catch {
      return WITHHELD;
    }
  }

  /** A value as it is now, to be written later. It is redacted then. */
  taken(name: string, value: unknown, own?: Serializers): Plain | undefined {
    const serialized = this.serialized(name, value, own);
    return serialized === undefined ? undefined : writtenOf(serialized, this.limits, this.marks);
  }

  /** What stands in place of a value that user code threw instead of giving it. */
  thrown(error: unknown): string {
    return this.redaction === undefined ? throwsMark(error) : THROWS;
  }

  /** A value in the message. What is in an object is redacted as if that were the fields. */
  value(value: unknown): Plain {
    return plainOf(value, this.limits, this.redaction);
  }

  /** What `{:?}` prints of a value. */
  inspected(value: unknown): string {
    if (this.redaction === undefined) return inspected(value, this.limits);
    const plain = isError(value) ? this.redactedError(value) : this.value(value);
    return inspected(dataOf(plain), this.limits);
  }

  /** What a placeholder shows of an error: its type and message. */
  error(error: Error): string {
    if (this.redaction === undefined) return describe(error);
    const { type, message } = this.partsOf(error);
    return message === "" ? type : `${type}: ${message}`;
  }

  /** The message of a record that is about an error. */
  message(error: Error): string {
    if (this.redaction !== undefined) {
      const { type, message } = this.partsOf(error);
      return message === "" ? type : message;
    }
    try {
      return describe(error.message);
    } catch (thrown) {
      return this.thrown(thrown);
    }
  }

  /** Whether a field of that name is withheld as a whole. */
  isCensored(name: string): boolean {
    return this.redaction?.member(name)?.censor !== undefined;
  }

  /** An error in the message: it is redacted as the field `err` is. */
  private redactedError(error: Error): Plain {
    const verdict = this.redaction?.member("err");
    if (verdict?.censor !== undefined) return "Error";
    return plainOf(error, this.limits, verdict?.inside ?? NO_MEMBERS, ["err"]);
  }

  private partsOf(error: Error): { type: string; message: string } {
    const data = dataOf(this.redactedError(error));
    if (typeof data !== "object" || data === null) return { type: "Error", message: "" };
    const { type = "Error", message = "" } = data as { type?: unknown; message?: unknown };
    return { type: describe(type), message: describe(message) };
  }

  private serialized(name: string, value: unknown, own: Serializers | undefined): unknown {
    if (value === undefined) return value;
    const serializer = this.serializer(name, own);
    if (serializer === undefined)
      return isHttpObject(name, value) ? standardForm(name, value) : value;
    try {
      return serializer(value);
    } catch (error) {
      return this.thrown(error);
    }
  }
}

/** Whether a field is one of pino's two, and no data that the program made itself. */
function isHttpObject(name: string, value: unknown): value is object {
  if (name !== "req" && name !== "res") return false;
  return typeof value === "object" && value !== null && !isFields(value);
}
