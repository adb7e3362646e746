import { FastlogError } from "../errors.ts";
import { checkedSchema, invalidSchema, type Keywords } from "./checked.ts";
import { type Check, type Rule, ruleOf } from "./rule.ts";
import type { EventSchema } from "./schema.ts";
import { hasOnly, requires, type Shape, shapeOf } from "./shape.ts";
import { type Validator, validatorOf } from "./validator.ts";

/** What is made of an event's schema. */
export interface CompiledEvent {
  /** What of the value breaks the schema; `undefined` where nothing does. Never throws. */
  readonly check: (value: unknown) => string | undefined;
  /**
   * The schema's properties, in the order in which they are written; `undefined` where there may be others, or they
   * are not to be told from what every object inherits.
   */
  readonly members: readonly EventMember[] | undefined;
  /** Asks for what the members do not. May throw. */
  readonly validate: ((value: unknown) => boolean) | undefined;
  /** The fields of a record are being read, where a getter may log the very event, which would go on for ever. */
  isBusy: boolean;
}

/** A property of an event. */
export interface EventMember {
  readonly name: string;
  readonly isRequired: boolean;
  readonly shape: Shape | undefined;
  /** Of one without a shape: `undefined` where only ajv knows what its schema says. */
  readonly check: Check | undefined;
}

/**
 * Compiles the schema of an event. Throws `ERR_FASTLOG_INVALID_SCHEMA` where it cannot be used, and
 * `ERR_FASTLOG_MISSING_PACKAGE` where it has keywords that only ajv knows, and that is not installed.
 */
export function compileEvent(schema: EventSchema): CompiledEvent {
  return attempt(() => {
    const checked = checkedSchema(schema);
    const rule = ruleOf(checked, "");
    const validator = rule.unknown === undefined ? undefined : validatorOf(checked, rule.unknown);
    const event: CompiledEvent = {
      check: (value) => {
        if (event.isBusy) return undefined;
        event.isBusy = true;
        try {
          return find(value);
        } catch {
          // A getter, a proxy, or a list that has itself as an item.
          return "fields cannot be read";
        } finally {
          event.isBusy = false;
        }
      },
      members: hasOnly(checked) ? membersOf(checked) : undefined,
      validate: validator?.validate,
      isBusy: false,
    };
    const find = finderOf(rule, validator);
    return event;
  });
}

/** What says which part of a value breaks a schema. */
function finderOf(
  { check, unknown }: Rule,
  validator: Validator | undefined,
): CompiledEvent["check"] {
  if (validator !== undefined) return validator.explain;
  // What ajv should have checked is not, where no code may be compiled.
  return unknown === undefined ? (value) => check(value, "") : () => undefined;
}

/** Whatever goes wrong with a schema is the schema's fault. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof FastlogError) throw cause;
    const error = cause instanceof Error ? cause : new Error(String(cause));
    throw invalidSchema(error.message.replace(/^strict mode: /, ""), cause);
  }
}

function membersOf(schema: Keywords): readonly EventMember[] {
  return Object.entries(schema.properties as Keywords).map(([name, inside]) => {
    const { check, unknown } = ruleOf(inside, name);
    return {
      name,
      isRequired: requires(schema, name),
      shape: shapeOf(inside),
      check: unknown === undefined ? check : undefined,
    };
  });
}
