import { literal } from "../encode/bytes/literal.ts";
import type { RecordWriter } from "../encode/bytes/record-writer.ts";
import type { EncodedKey, RecordEncoder } from "../encode/format/encoder.ts";
import type { Fields } from "../fields/field-writer.ts";
import type { Key } from "../fields/key.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { Prepared as Template } from "../message/template-cache.ts";
import { SystemDate } from "../time/system-time.ts";
import type { EventMember } from "./compile.ts";
import type { TypedEvent } from "./event.ts";
import type { EventPlan, PlannedMember } from "./event-plan.ts";
import { INTEGER, NUMBER, type Shape, STRING } from "./shape.ts";
import { fits, type Prepared, ShapedJson } from "./shaped-json.ts";

const isOwn = Object.prototype.hasOwnProperty;

/** Limit of the plans that an event keeps: one for each format and each level of nested records. */
const MAX_PLANS = 8;

/**
 * Writes and checks the fields of events in one pass, which reads each field once. The schema gives the keys, so they
 * are neither looked up nor compared with each other.
 */
export class EventFields {
  private readonly encoder: RecordEncoder;
  private readonly fields: Fields;
  private readonly sanitizer: Sanitizer;
  private readonly json: ShapedJson | undefined;
  private readonly template: (message: string) => Template;

  constructor(
    encoder: RecordEncoder,
    fields: Fields,
    sanitizer: Sanitizer,
    template: (message: string) => Template,
  ) {
    this.encoder = encoder;
    this.fields = fields;
    this.sanitizer = sanitizer;
    this.template = template;
    const { jsonStyle } = encoder;
    this.json = jsonStyle && new ShapedJson(jsonStyle, sanitizer.limits);
  }

  /** Plan of an event; `undefined` if the event is written as a plain call. */
  plan(event: TypedEvent): EventPlan | undefined {
    const { generation } = this.fields.keys;
    const { plans } = event;
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[i] as EventPlan;
      if (plan.generation === generation) return plan;
    }
    return event.members === undefined ? undefined : this.make(event, event.members, generation);
  }

  private make(
    event: TypedEvent,
    given: readonly EventMember[],
    generation: object,
  ): EventPlan | undefined {
    const { sanitizer } = this;
    if (!sanitizer.isTrivial || given.length > sanitizer.limits.maxBreadth) return undefined;
    const { pieces, closed } = this.template(event.message);
    const [message] = pieces;
    if (pieces.length !== 1 || message === undefined) return undefined;

    const keys = this.fields.keys.distinct(given.map(({ name }) => name));
    const members = given.map(({ name, isRequired, shape, check }, i): PlannedMember => {
      const key = keys[i] as Key;
      return {
        ...{ name, isRequired, check, key, written: key },
        simple: simpleOf(shape),
        shape: shape && (shape.kind === "leaf" ? shape : this.json?.prepare(shape)),
      };
    });
    const [first] = members;
    const isJoined =
      closed !== undefined &&
      first?.isRequired === true &&
      first.shape !== undefined &&
      // The format knows the key of an error by its literal.
      this.encoder.errorPieces?.(first.key) === undefined;
    if (isJoined) {
      const joined = literal(closed.text + first.key.literal.text);
      members[0] = { ...first, written: { name: first.key.name, literal: joined } };
    }
    const plan = {
      ...{ generation, message, closed, isJoined, members, keys },
      ...{ areBound: false, bound: -1, isUnordered: false },
    };
    event.plans.unshift(plan);
    event.plans.length = Math.min(event.plans.length, MAX_PLANS);
    return plan;
  }

  /** Whether some bindings have one of an event's names. */
  areBound(plan: EventPlan): boolean {
    const { keys } = this.fields;
    if (plan.bound !== keys.bound) {
      plan.areBound = keys.areBound(plan.keys);
      plan.bound = keys.bound;
    }
    return plan.areBound;
  }

  /**
   * Returns `false` if the fields violate the schema or cannot be written by its plan; the caller then takes back the
   * bytes of this record. `marks` says whether other fields of the record may have the same names.
   */
  readonly write = (
    out: RecordWriter,
    event: TypedEvent,
    plan: EventPlan,
    fields: unknown,
    marks: boolean,
  ): boolean => {
    if (event.isBusy) return false;
    event.isBusy = true;
    try {
      if (event.validate !== undefined && !event.validate(fields)) return false;
      if (typeof fields !== "object" || fields === null || fields.constructor !== Object) {
        return false;
      }
      if (plan.isUnordered) return this.byName(out, plan, fields, marks);
      const { members } = plan;
      const { encoder } = this;
      const { keys } = this.fields;
      let next = 0;
      for (const name in fields) {
        let member = members[next++];
        while (member !== undefined && member.name !== name && !member.isRequired) {
          member = members[next++];
        }
        if (member === undefined || member.name !== name) {
          return this.unexpected(plan, name);
        }
        if (!isOwn.call(fields, name)) return false;
        const value = (fields as Readonly<Record<string, unknown>>)[name];
        if (marks) keys.mark(member.key);
        if (
          (typeof value === "string" && member.simple === "string") ||
          (typeof value === "number" && member.simple === "number" && (value | 0) === value)
        ) {
          encoder.field(out, member.written, value);
        } else if (!this.member(out, member, value)) {
          return false;
        }
      }
      while (next < members.length) if (members[next++]?.isRequired) return false;
      return true;
    } catch {
      return false;
    } finally {
      event.isBusy = false;
    }
  };

  /** Handles a property that comes out of order. A separate method, because a closure within the loop slows it down. */
  private unexpected(plan: EventPlan, name: string): false {
    plan.isUnordered = plan.members.some((member) => member.name === name);
    return false;
  }

  /** Writes fields whose order differs from the schema's. */
  private byName(
    out: RecordWriter,
    { members }: EventPlan,
    fields: object,
    marks: boolean,
  ): boolean {
    let left = 0;
    for (const name in fields) if (isOwn.call(fields, name)) left++;
    for (let i = 0; i < members.length; i++) {
      const member = members[i] as PlannedMember;
      if (isOwn.call(fields, member.name)) left--;
      else if (member.isRequired) return false;
      else continue;
      const value = (fields as Readonly<Record<string, unknown>>)[member.name];
      if (marks) this.fields.keys.mark(member.key);
      if (!this.member(out, member, value)) return false;
    }
    return left === 0;
  }

  private member(out: RecordWriter, member: PlannedMember, value: unknown): boolean {
    const { shape, written, key, check } = member;
    if (value === undefined) {
      this.fields.keys.drop(key);
      return !member.isRequired;
    }
    if (shape === undefined) {
      if (check !== undefined && check(value, "") !== undefined) return false;
      this.fields.any(out, key, value);
      return true;
    }
    if (shape.kind !== "leaf" && value !== null) return this.container(out, written, shape, value);
    if (shape.kind !== "leaf" ? !shape.isNullable : !fits(shape, value)) return false;
    if (typeof value === "object" && value !== null) {
      this.encoder.field(out, written, SystemDate.prototype.toISOString.call(value));
    } else {
      this.encoder.field(out, written, value as string | number | bigint | boolean | null);
    }
    return true;
  }

  /** Writes an object or a list. */
  private container(out: RecordWriter, key: EncodedKey, shape: Prepared, value: unknown): boolean {
    const { encoder } = this;
    const json = this.json as ShapedJson;
    if (encoder.jsonStyle === "plain") {
      return encoder.beginJson?.(out, key) === true && json.write(out, shape, value);
    }
    const start = out.length;
    if (encoder.openJson?.(out, key, true) !== true || !json.write(out, shape, value)) return false;
    if (json.hasQuotes || encoder.jsonStyle === "param") return encoder.closeJson?.(out) === true;
    // A single word needs no quotes.
    out.rewind(start);
    return encoder.openJson(out, key, false) && json.write(out, shape, value);
  }
}

function simpleOf(shape: Shape | undefined): PlannedMember["simple"] {
  if (shape?.kind !== "leaf" || shape.test !== undefined) return undefined;
  if ((shape.types & STRING) !== 0) return "string";
  return (shape.types & (INTEGER | NUMBER)) !== 0 ? "number" : undefined;
}
