import type { Ajv, Code, CodeKeywordDefinition, KeywordCxt, ValidateFunction } from "ajv";
import { FastlogError } from "../errors.ts";
import { loadPackage } from "../load-package.ts";
import { type CheckedType, isDate, isValidDate, type Keywords, TYPE_KEYWORD } from "./checked.ts";
import { explain } from "./explain.ts";

/** A schema compiled by ajv. Both functions throw what a getter of the value throws. */
export interface Validator {
  readonly validate: (value: unknown) => boolean;
  /** Says which part of the value violates the schema; `undefined` if it is valid. */
  readonly explain: (value: unknown) => string | undefined;
}

/**
 * Compiles a schema copied by `checkedSchema` with ajv, which its `keyword` needs. Returns `undefined`, and prints that
 * once, if the process may not compile code from strings. Throws the error of ajv if the schema cannot be compiled, and
 * `ERR_FASTLOG_MISSING_PACKAGE` if ajv is not installed.
 */
export function validatorOf(schema: Keywords, keyword: string): Validator | undefined {
  let validate: ValidateFunction;
  try {
    validate = compiler(keyword)(schema);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "EvalError") throw error;
    warn(error);
    return undefined;
  }
  return {
    validate,
    explain: (value) => (validate(value) ? undefined : explain(validate.errors ?? [])),
  };
}

type Compile = (schema: Keywords) => ValidateFunction;

let known: Compile | undefined;

/** Limit of the schemas that one Ajv compiles: it keeps values of each schema, even of a removed one. */
const MAX_COMPILED = 32;

/** Loads ajv on demand, because loading takes 30 ms. */
function compiler(keyword: string): Compile {
  if (known !== undefined) return known;
  const { Ajv, _ } = loadAjv(keyword);

  let ajv: Ajv | undefined;
  let left = 0;
  known = (schema) => {
    if (ajv === undefined || left === 0) {
      ajv = make(Ajv, _);
      left = MAX_COMPILED;
    }
    left--;
    try {
      return ajv.compile(schema);
    } finally {
      // Another schema may have the same $id.
      ajv.removeSchema(schema);
    }
  };
  return known;
}

function make(Class: typeof import("ajv").Ajv, _: typeof import("ajv")._): Ajv {
  const ajv = new Class({
    // Inherited properties are not written, so they do not count.
    ownProperties: true,
    // `checkedSchema` has found what the meta-schema would find, which takes 25 ms to compile.
    meta: false,
    validateSchema: false,
    strictTypes: false,
    strictTuples: false,
    allowMatchingProperties: true,
    validateFormats: false,
    logger: false,
  });
  return ajv.addKeyword(typeKeyword(_));
}

function loadAjv(keyword: string): typeof import("ajv") {
  try {
    return requireAjv();
  } catch (cause) {
    // Node appends a "Require stack" in further lines.
    const [reason] = String(cause instanceof Error ? cause.message : cause).split("\n");
    throw new FastlogError(
      "ERR_FASTLOG_MISSING_PACKAGE",
      `cannot check fields by ${keyword}: it needs the package ajv, which cannot be loaded (${reason}): npm install ajv`,
      { cause },
    );
  }
}

function requireAjv(): typeof import("ajv") {
  let failure: unknown;
  // Bundlers treat a `require` within `try` as optional.
  try {
    return require("ajv");
  } catch (error) {
    failure = error;
  }
  return loadPackage("ajv", () => {
    throw failure;
  });
}

let warned = false;

function warn({ message }: Error): void {
  if (warned) return;
  warned = true;
  process.emitWarning(
    `typed events are not compiled (${message}): the fields of those whose schemas need ajv are not checked`,
    { code: "FASTLOG_EVENTS_UNCOMPILED" },
  );
}

/** Defines {@link TYPE_KEYWORD} for an ajv with the code tag `_`. */
function typeKeyword(_: typeof import("ajv")._): CodeKeywordDefinition {
  const condition = (type: CheckedType, { data, gen }: KeywordCxt): Code => {
    const ask = (question: (value: unknown) => boolean): Code =>
      _`${gen.scopeValue("func", { ref: question })}(${data})`;
    switch (type) {
      case "string or Date":
        return _`typeof ${data} == "string" || ${ask(isValidDate)}`;
      case "number":
        return _`typeof ${data} == "number" && isFinite(${data})`;
      case "integer":
        return _`Number.isInteger(${data}) || typeof ${data} == "bigint"`;
      case "null":
        return _`${data} === null`;
      case "array":
        return _`Array.isArray(${data})`;
      case "object":
        return _`${data} && typeof ${data} == "object" && !Array.isArray(${data}) && !${ask(isDate)}`;
      default:
        return _`typeof ${data} == ${type}`;
    }
  };
  return {
    keyword: TYPE_KEYWORD,
    schemaType: "array",
    code(cxt) {
      const types = cxt.schema as readonly CheckedType[];
      const any = types
        .map((type) => _`(${condition(type, cxt)})`)
        .reduce((one, other) => _`${one} || ${other}`);
      cxt.fail(_`!(${any})`);
    },
    error: {
      message: ({ schema }) => _`${`must be ${(schema as readonly string[]).join(" or ")}`}`,
    },
  };
}
