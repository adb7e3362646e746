import type { Ajv, SchemaObject, ValidateFunction } from "ajv";
import type { Shape } from "../encode/shape.ts";
import { FastlogError } from "../errors.ts";
import { checkedSchema, invalidSchema, isClosed, typeKeyword } from "./checked.ts";
import { explain } from "./explain.ts";
import type { EventSchema, Schema } from "./schema.ts";
import { both, serializedSchema, simpleKeywords } from "./serialized.ts";

/** What is made of an event's schema. */
export interface CompiledEvent {
  /** Names of the schema's properties, in the order in which they are written. */
  readonly names: readonly string[];
  /** Whether a value may have other properties as well. */
  readonly open: boolean;
  /** What of the value breaks the schema; `undefined` where nothing does. Never throws. */
  readonly check: (value: unknown) => string | undefined;
  /**
   * Whether a value satisfies the schema, and is made of literals: then its parts may be written as
   * {@link parts} say. Never throws. `undefined` where that cannot be told, or code cannot be compiled.
   */
  readonly isSimple: ((value: unknown) => boolean) | undefined;
  /**
   * One for each name: writes an object or list as JSON text, of a value that is simple. `undefined`
   * where there is nothing to compile.
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
  const open = !isClosed({ ...schema });
  try {
    const { validator, stringifier } = compilers();
    return attempt(() => {
      const { schema: strict, inheritedNames } = checked;
      const { simple } = serializedSchema(schema);
      const parts = names.map((name) => partOf(schema.properties[name] as Schema, stringifier));
      return {
        names,
        open,
        check: checkBy(validator(strict, inheritedNames)),
        isSimple: simple && simpleBy(validator(both(strict, simple), inheritedNames)),
        parts: parts.map((part) => part?.stringify),
        shapes: parts.map((part) => part?.shape),
      };
    });
  } catch (error) {
    if (error instanceof FastlogError) throw error;
    warn(error);
    return { names, open, check: () => undefined, isSimple: undefined, parts: [], shapes: [] };
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

function checkBy(validate: ValidateFunction): CompiledEvent["check"] {
  return (value) => {
    try {
      return validate(value) ? undefined : explain(validate.errors ?? []);
    } catch {
      // A getter, a proxy, or a list that has itself as an item.
      return "fields cannot be read";
    }
  };
}

function simpleBy(validate: ValidateFunction): (value: unknown) => boolean {
  return (value) => {
    try {
      return validate(value);
    } catch {
      return false;
    }
  };
}

/** What writes a property's value, if that is an object or a list. */
function partOf(schema: Schema, stringifier: Compilers["stringifier"]): Part | undefined {
  const { schema: written, simple, shape } = serializedSchema(schema);
  if (simple === undefined || shape === undefined || shape.kind === "bare") return undefined;
  return { stringify: stringifier(written), shape };
}

interface Part {
  readonly stringify: Stringify;
  readonly shape: Shape;
}

/** What the packages do that compile. */
interface Compilers {
  /** `ownProperties` makes it not see what an object inherits. */
  readonly validator: (schema: SchemaObject, ownProperties: boolean) => ValidateFunction;
  readonly stringifier: (schema: object) => (value: unknown) => string;
}

let known: Compilers | undefined;

/** On demand, since they take 50 ms to load. */
function compilers(): Compilers {
  if (known !== undefined) return known;
  const { createRequire } = process.getBuiltinModule("node:module");
  // A bundle in CommonJS has no `import.meta.url`: look where the program is.
  const require = createRequire(import.meta.url ?? process.argv[1]);
  const { Ajv, _ }: typeof import("ajv") = require("ajv");
  const { build }: typeof import("fast-json-stringify") = require("fast-json-stringify");

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
    for (const keyword of [typeKeyword(_), ...simpleKeywords(_)]) ajv.addKeyword(keyword);
    return ajv;
  };
  const made = new Map<boolean, Ajv>();
  known = {
    validator(schema, ownProperties) {
      const ajv = made.get(ownProperties) ?? make(ownProperties);
      made.set(ownProperties, ajv);
      try {
        return ajv.compile(schema);
      } finally {
        // Others may have the same $id.
        ajv.removeSchema(schema);
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
