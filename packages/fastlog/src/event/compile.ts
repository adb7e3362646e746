import { FastlogError } from "../errors.ts";
import { checkedSchema, invalidSchema, type Keywords } from "./checked.ts";
import { type Check, type Rule, ruleOf } from "./rule.ts";
import type { EventSchema } from "./schema.ts";
import { hasOnly, requires, type Shape, shapeOf } from "./shape.ts";
import { type Validator, validatorOf } from "./validator.ts";

/** A compiled schema of an event. */
export interface CompiledEvent {
  /** Says which part of the value violates the schema; `undefined` if it is valid. Never throws. */
  readonly check: (value: unknown) => string | undefined;
  /**
   * Properties of the schema in the order of writing; `undefined` if the schema allows others, or if a name cannot be
   * told from one that every object inherits.
   */
  readonly members: readonly EventMember[] | undefined;
  /** Validates what the checks of the members leave out. May throw. */
  readonly validate: ((value: unknown) => boolean) | undefined;
  /** Whether fields are being read. A getter that logs the same event meanwhile would recurse for ever. */
  isBusy: boolean;
}

/** A property of an event. */
export interface EventMember {
  readonly name: string;
  readonly isRequired: boolean;
  readonly shape: Shape | undefined;
  /** Check of a member without a shape; `undefined` if its schema needs ajv. */
  readonly check: Check | undefined;
}

/**
 * Compiles the schema of an event. Throws `ERR_FASTLOG_INVALID_SCHEMA` if the schema is invalid, and
 * `ERR_FASTLOG_MISSING_PACKAGE` if it has keywords that need ajv, and ajv is not installed.
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
          // A getter or a proxy threw, or a list contains itself.
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

/** Makes the function that says which part of a value violates the schema. */
function finderOf(
  { check, unknown }: Rule,
  validator: Validator | undefined,
): CompiledEvent["check"] {
  if (validator !== undefined) return validator.explain;
  // Without permission to compile code, the keywords that need ajv are not checked.
  return unknown === undefined ? (value) => check(value, "") : () => undefined;
}

/** Reports any error of compiling as an error of the schema. */
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
