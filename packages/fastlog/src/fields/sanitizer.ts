import { THROWS } from "../encode/object/markers.ts";
import {
  DEFAULT_LIMITS,
  describe,
  inspected,
  Json,
  type Limits,
  type Plain,
  plainOf,
  throwsMark,
  writtenOf,
} from "../encode/value/plain.ts";
import { dataOf } from "../encode/value/plain-data.ts";
import { bothOf } from "../redact/combined.ts";
import type { Members, Verdict } from "../redact/members.ts";
import { REMOVED } from "../redact/removed.ts";
import { WITHHELD } from "../redact/withheld.ts";
import { isError, isFields } from "./argument-kind.ts";
import type { Serializer, Serializers } from "./serializer.ts";
import { standardForm } from "./substitute-fields.ts";

/** A field's name, and the configuration's verdict on it. */
interface FieldKey {
  readonly source: string;
  readonly verdict: Verdict | undefined;
}

/** Name under which the result of `{:?}` is remembered. */
export const INSPECTED: unique symbol = Symbol("inspected");

const NO_MEMBERS: Members = { member: () => undefined };

/** Converts values to what is written: applies serializers by field, redaction and limits. Never throws. */
export class Sanitizer {
  readonly limits: Limits;
  /** Redaction of the configuration. Keys cache its verdicts. */
  private readonly configuredRedaction: Members | undefined;
  /** Current redaction. */
  private redaction: Members | undefined;
  /** Redacts nothing, but keeps what a getter threw out of the record. */
  private marks: Members | undefined;
  /** The current redaction is stricter than the verdicts in the keys. */
  private isStricter = false;
  private readonly serializers: Serializers;

  constructor(limits: Limits = DEFAULT_LIMITS, redaction?: Members, serializers: Serializers = {}) {
    this.limits = limits;
    this.configuredRedaction = redaction;
    this.redaction = redaction;
    this.marks = redaction === undefined && limits.mask === undefined ? undefined : NO_MEMBERS;
    this.serializers = serializers;
    this.serializes = Object.keys(serializers).length > 0;
    this.isTrivial = this.marks === undefined && !this.serializes;
  }

  /** The configuration has serializers. */
  readonly serializes: boolean;

  /** There are neither redaction nor serializers, so an event's own serializer may do all the work. */
  readonly isTrivial: boolean;

  /** Runs an action with more redaction than the configuration's. */
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

  /** Redacts a bound value by a child's own redaction. */
  withheld(name: string, value: Plain, more: Members): Plain | undefined {
    const verdict = more.member(name);
    return verdict === undefined ? value : this.censored(verdict, name, dataOf(value));
  }

  /** Redacts and masks a bound value, which was converted by the configuration of its time. */
  bound(verdict: Verdict | undefined, name: string, value: Plain): Plain | undefined {
    const isMasked = !(value instanceof Json) || value.mask === this.limits.mask;
    if (verdict === undefined && (isMasked || this.limits.mask === undefined)) return value;
    return this.censored(verdict, name, dataOf(value));
  }

  /** A text without secrets. */
  masked(text: string): string {
    return this.limits.mask?.apply(text) ?? text;
  }

  /** The configuration's verdict on a field. */
  verdict(name: string): Verdict | undefined {
    return this.configuredRedaction?.member(name);
  }

  /** Serializers of the configuration. */
  get configured(): Serializers {
    return this.serializers;
  }

  /** The serializer of a field. The logger's own comes before the configuration's. */
  serializer(name: string, own?: Serializers): Serializer | undefined {
    if (own !== undefined && Object.hasOwn(own, name)) return own[name];
    return Object.hasOwn(this.serializers, name) ? this.serializers[name] : undefined;
  }

  /** Converts a field's value; `undefined` if the field is left out. `own` are the logger's serializers. */
  field(key: FieldKey, value: unknown, own?: Serializers): Plain | undefined {
    return this.redacted(key, this.serialized(key.source, value, own));
  }

  /** Converts the result of a serializer. */
  redacted(key: FieldKey, value: unknown): Plain | undefined {
    const verdict = this.isStricter ? this.redaction?.member(key.source) : key.verdict;
    return this.censored(verdict, key.source, value);
  }

  /** Applies a verdict to a value. */
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

  /** A copy of a value, to be written later. It is redacted then. */
  taken(name: string, value: unknown, own?: Serializers): Plain | undefined {
    const serialized = this.serialized(name, value, own);
    return serialized === undefined ? undefined : writtenOf(serialized, this.limits, this.marks);
  }

  /** The text for a value whose getter threw. */
  thrown(error: unknown): string {
    return this.marks === undefined ? throwsMark(error) : THROWS;
  }

  /** Converts a value in the message. Its members are redacted as if they were fields. */
  value(value: unknown): Plain {
    return plainOf(value, this.limits, this.redaction ?? this.marks);
  }

  /** The output of `{:?}` for a value. */
  inspected(value: unknown): string {
    if (this.marks === undefined) return inspected(value, this.limits);
    const data = dataOf(isError(value) ? this.redactedError(value) : this.value(value));
    return inspected(typeof data === "string" ? this.masked(data) : data, this.limits);
  }

  /** The output of a placeholder for an error: type and message. */
  error(error: Error): string {
    if (this.redaction === undefined) return describe(error);
    const { type, message } = this.partsOf(error);
    return message === "" ? type : `${type}: ${message}`;
  }

  /** The message of a record about an error. */
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

  /** Whether the field of that name is redacted as a whole. */
  isCensored(name: string): boolean {
    return this.redaction?.member(name)?.censor !== undefined;
  }

  /** An error in the message, redacted like the field `err`. */
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

/** Whether a field is one of pino's two, and not data that the program made itself. */
function isHttpObject(name: string, value: unknown): value is object {
  if (name !== "req" && name !== "res") return false;
  return typeof value === "object" && value !== null && !isFields(value);
}
