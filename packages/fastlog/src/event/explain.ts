import type { ErrorObject } from "ajv";
import { show } from "../diagnostics/show.ts";

/** Parameters of the ajv errors that are reworded. */
interface Params {
  readonly missingProperty?: string;
  readonly additionalProperty?: string;
  readonly allowedValues?: readonly unknown[];
  readonly allowedValue?: unknown;
  readonly passingSchemas?: readonly number[] | null;
}

/** Keywords whose error follows the errors of all alternatives. */
const SUMMARIES: readonly string[] = ["anyOf", "oneOf", "contains"];

/**
 * Words the violations of a schema: `status must be integer`, `user.id is missing`. Names the path and the expectation,
 * and never quotes the value, which may be a secret.
 */
export function explain(errors: readonly ErrorObject[]): string {
  const last = errors.at(-1);
  const error = last !== undefined && SUMMARIES.includes(last.keyword) ? last : errors[0];
  if (error === undefined) return "the schema is broken";

  const path = pathOf(error.instancePath);
  const subject = subjectOf(path);
  const params: Params = error.params;
  switch (error.keyword) {
    case "required":
      return `${path + step(params.missingProperty, path)} is missing`;
    case "additionalProperties":
      return `unknown property ${path + step(params.additionalProperty, path)}`;
    case "enum":
      return mustBe(subject, params.allowedValues, "one of ");
    case "const":
      return mustBe(subject, params.allowedValue);
    case "false schema":
      return `${subject} is not allowed`;
    case "anyOf":
    case "oneOf":
      return params.passingSchemas
        ? `${subject} must match only one alternative`
        : `${subject} ${alternatives(errors, error)}`;
    default:
      return `${subject} ${error.message}`;
  }
}

/** Joins alternatives that differ in their types only: `must be string or null`. */
function alternatives(errors: readonly ErrorObject[], union: ErrorObject): string {
  const branches = errors.slice(0, -1);
  const typed = branches.every(
    ({ keyword, instancePath }) =>
      keyword === "fastlog:type" && instancePath === union.instancePath,
  );
  if (!typed || branches.length === 0) return "must match one of the alternatives";
  const messages = branches.map(({ message }) => String(message).replace(/^must be /, ""));
  return `must be ${messages.join(" or ")}`;
}

/** Converts a JSON pointer such as `/user/ids/3/a b` to `user.ids[3]["a b"]`. */
function pathOf(pointer: string): string {
  let path = "";
  for (const part of pointer.split("/").slice(1)) {
    path = memberPath(part.replaceAll("~1", "/").replaceAll("~0", "~"), path);
  }
  return path;
}

/** Path of a member, from the path of its container: `user.ids[3]`. */
export function memberPath(name: string, path: string): string {
  return path + (/^\d+$/.test(name) ? `[${name}]` : step(name, path));
}

/** Subject of a message: the path, or `fields` for the root. */
export function subjectOf(path: string): string {
  return path === "" ? "fields" : path;
}

/** Words an expectation. `expected` is a value, or a list of values with the prefix `one of `. */
export function mustBe(subject: string, expected: unknown, prefix: "" | "one of " = ""): string {
  const said = show(expected);
  return `${subject} must be ${prefix}${prefix === "" ? said : said.replace(/^\[|\]$/g, "")}`;
}

/** Step from a path to a member: `.ids`, or `["a b"]` if the name is not an identifier. */
export function step(name = "", path = ""): string {
  if (/^[\w$-]{1,64}$/.test(name)) return path === "" ? name : `.${name}`;
  return path === "" ? show(name) : `[${show(name)}]`;
}
