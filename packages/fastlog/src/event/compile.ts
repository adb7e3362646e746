import type { Ajv, SchemaObject, ValidateFunction } from "ajv";
import { quoteJson } from "../encode/escape.ts";
import type { Limits } from "../encode/limits.ts";
import { throwsMark } from "../encode/mark.ts";
import { BARE, objectShape, type Shape } from "../encode/shape.ts";
import { FastlogError } from "../errors.ts";
import { loadPackage } from "../load-package.ts";
import { checkedSchema, invalidSchema, typeKeyword } from "./checked.ts";
import { explain } from "./explain.ts";
import type { EventSchema, Schema } from "./schema.ts";
import { hasOnly, type Serialized, serializedSchema } from "./serialized.ts";
import { hasShape } from "./simple.ts";

/** What is made of an event's schema. */
export interface CompiledEvent {
  /** Names of the schema's properties, in the order in which they are written. */
  readonly names: readonly string[];
  /** What of the value breaks the schema; `undefined` where nothing does. Never throws. */
  readonly check: (value: unknown) => string | undefined;
  /**
   * Whether a value satisfies the schema, has no other properties than {@link names}, and each of them
   * may be written as {@link parts} and {@link shapes} say. Never throws. `undefined` where that cannot
   * be told, or code cannot be compiled.
   */
  readonly isSimple: ((value: unknown, limits: Limits) => boolean) | undefined;
  /**
   * One for each name: writes the value as JSON text. `undefined` where it may look in different ways,
   * or is no object or list.
   */
  readonly parts: readonly (Stringify | undefined)[];
  /** One for each name, where there is a part: what formats that write JSON write it by. */
  readonly shapes: readonly (Shape | undefined)[];
}

type Stringify = (value: unknown) => string;

/** Compiles the schema of an event. Throws `ERR_FASTLOG_INVALID_SCHEMA` where it cannot be used. */
export function compileEvent(schema: EventSchema): CompiledEvent {
  const checked = attempt(() => checkedSchema(schema));
  const names = Object.keys(schema.properties);
  try {
    const { validator, stringifier } = compilers();
    return attempt(() => {
      const written = names.map((name) => containerBy(schema.properties[name]));
      const shapes = written.map((one) => one?.shape);
      const validate = validator(checked.schema, checked.inheritedNames);
      const { check, isSimple } = checksBy(validate, eventShape(names, shapes));
      return {
        names,
        check,
        isSimple: hasOnly({ ...schema }) ? isSimple : undefined,
        parts: written.map((one) => one && partBy(stringifier(one.schema))),
        shapes,
      };
    });
  } catch (error) {
    if (error instanceof FastlogError) throw error;
    warn(error);
    return { names, check: () => undefined, isSimple: undefined, parts: [], shapes: [] };
  }
}

/** Whatever goes wrong with a schema is the schema's fault, but where no code can be compiled. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    if (error instanceof FastlogError || error.name === "EvalError") throw error;
    throw invalidSchema(error.message.replace(/^strict mode: /, ""), cause);
  }
}

/** How objects and lists that satisfy a schema are written, where that can be told. */
function containerBy(schema: Schema | undefined): Serialized | undefined {
  const serialized = serializedSchema(schema);
  const kind = serialized?.shape.kind;
  return kind === "object" || kind === "list" ? serialized : undefined;
}

/** Of a property without a shape any value will do. */
function eventShape(names: readonly string[], shapes: readonly (Shape | undefined)[]): Shape {
  return objectShape(names.map((name, i) => [name, shapes[i] ?? BARE]));
}

function checksBy(
  validate: ValidateFunction,
  shape: Shape,
): Required<Pick<CompiledEvent, "check" | "isSimple">> {
  // A getter may log the very event that is being checked, which would go on for ever.
  let isBusy = false;
  return {
    check(value) {
      if (isBusy) return undefined;
      isBusy = true;
      try {
        return validate(value) ? undefined : explain(validate.errors ?? []);
      } catch {
        // A getter, a proxy, or a list that has itself as an item.
        return "fields cannot be read";
      } finally {
        isBusy = false;
      }
    },
    isSimple(value, limits) {
      if (isBusy) return false;
      isBusy = true;
      try {
        return validate(value) && value !== null && hasShape(value, shape, limits, 0);
      } catch {
        return false;
      } finally {
        isBusy = false;
      }
    },
  };
}

/** Never throws: a getter may give something else than when it was checked. */
function partBy(stringify: Stringify): Stringify {
  return (value) => {
    try {
      return stringify(value);
    } catch (error) {
      return quoteJson(throwsMark(error));
    }
  };
}

/** What the packages do that compile. */
interface Compilers {
  /** `ownProperties` makes it not see what an object inherits. */
  readonly validator: (schema: SchemaObject, ownProperties: boolean) => ValidateFunction;
  readonly stringifier: (schema: object) => Stringify;
}

let known: Compilers | undefined;

/** What one Ajv compiles at most: it holds on to the values of each schema, also of one that was removed. */
const MAX_COMPILED = 32;

/** On demand, since they take 50 ms to load. */
function compilers(): Compilers {
  if (known !== undefined) return known;
  const { Ajv, _ } = loadPackage<typeof import("ajv")>("ajv", () => require("ajv"));
  const { build } = loadPackage<typeof import("fast-json-stringify")>("fast-json-stringify", () =>
    require("fast-json-stringify"),
  );

  const make = (ownProperties: boolean): Ajv => {
    const ajv = new Ajv({
      ownProperties,
      // Copying has looked at what the meta-schema, which takes 25 ms to compile, would find.
      meta: false,
      validateSchema: false,
      strictTypes: false,
      strictTuples: false,
      allowMatchingProperties: true,
      validateFormats: false,
      logger: false,
    });
    return ajv.addKeyword(typeKeyword(_));
  };
  const made = new Map<boolean, { readonly ajv: Ajv; left: number }>();
  known = {
    validator(schema, ownProperties) {
      let maker = made.get(ownProperties);
      if (maker === undefined || maker.left === 0) {
        maker = { ajv: make(ownProperties), left: MAX_COMPILED };
        made.set(ownProperties, maker);
      }
      maker.left--;
      try {
        return maker.ajv.compile(schema);
      } finally {
        // Others may have the same $id.
        maker.ajv.removeSchema(schema);
      }
    },
    stringifier: (schema) => build(schema),
  };
  return known;
}

let warned = false;

function warn(cause: unknown): void {
  if (warned) return;
  warned = true;
  // Node appends a "Require stack" on lines of its own.
  const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
  process.emitWarning(
    `typed events are not compiled (${reason}): their fields are not checked, and are written one by one, which is slower`,
    { code: "FASTLOG_EVENTS_UNCOMPILED" },
  );
}
