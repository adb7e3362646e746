import { invalidOption } from "../../diagnostics/invalid-option.ts";
import { nearName } from "../../diagnostics/option-suggestions.ts";
import { exactLevelNumber, LEVEL_NAMES, LONGEST_NAME, levelNames } from "../../level.ts";
import { quoteJson } from "../../text/escape.ts";
import { MAX_NAME } from "../object/rename.ts";
import type {
  JsonLevelForm,
  JsonSpanIdForm,
  JsonTagForm,
  JsonTimeForm,
  JsonTraceFlagsForm,
  JsonTraceIdForm,
} from "./json-options.ts";

/** A form of a key. Only that of the level may be a table. */
export type Form = string | Exclude<JsonLevelForm, string>;

/** A key with its form, if the key has any. */
export interface ResolvedKey {
  readonly path: readonly string[];
  readonly form: Form | undefined;
}

export const TIME_FORMS: readonly JsonTimeForm[] = [
  ...(["ms", "s", "us", "ns", "ns-string"] as const),
  ...(["rfc3339", "rfc3339-us", "rfc3339-ns"] as const),
];
export const LEVEL_FORMS: readonly Extract<JsonLevelForm, string>[] = [
  ...(["number", "name", "upper", "gcp", "datadog", "otel"] as const),
];
export const TAG_FORMS: readonly JsonTagForm[] = ["any", "worker"];
export const TRACE_FORMS: readonly JsonTraceIdForm[] = ["hex", "decimal", "resource"];
export const SPAN_FORMS: readonly JsonSpanIdForm[] = ["hex", "decimal"];
export const FLAG_FORMS: readonly JsonTraceFlagsForm[] = ["hex", "number", "sampled"];

/** Greatest depth of keys and constants. */
const MAX_DEPTH = 16;
/** In characters: constants of this length leave room in a record of the default length. */
const MOST_CONSTANTS = 4096;

/**
 * The keys of a part of the record: those of the option, completed by those of the preset. Throws
 * `ERR_FASTLOG_INVALID_OPTION`.
 */
export function keysOf(
  option: string,
  given: unknown,
  preset: unknown,
  forms: readonly Form[],
): readonly ResolvedKey[] {
  const base = preset === undefined ? [] : resolved(option, preset, undefined, forms);
  return given === undefined ? base : resolved(option, given, base[0], forms);
}

function resolved(
  option: string,
  given: unknown,
  base: ResolvedKey | undefined,
  forms: readonly Form[],
): readonly ResolvedKey[] {
  if (given === false) return [];
  if (typeof given === "string") return [{ path: pathOf(option, given), form: base?.form }];
  if (Array.isArray(given)) {
    return given.map((one, i) => keyOf(`${option}[${i}]`, one, base, forms));
  }
  return [keyOf(option, given, base, forms)];
}

function keyOf(
  option: string,
  given: unknown,
  base: ResolvedKey | undefined,
  forms: readonly Form[],
): ResolvedKey {
  const known = forms.length === 0 ? ["key"] : ["key", "form"];
  const members = typeof given === "object" && given !== null ? Object.keys(given) : undefined;
  const unknown = members?.find((name) => !known.includes(name));
  if (members === undefined || unknown !== undefined) {
    const expected = `expected a key, false, or { ${known.join(", ")} }`;
    const meant = unknown === undefined ? "" : nearName(unknown, known);
    throw invalidOption(`format.json.${option}`, given, `${expected}${meant}`);
  }
  const { key, form } = given as { readonly key?: unknown; readonly form?: unknown };
  const path = key === undefined ? base?.path : pathOf(`${option}.key`, key);
  if (path === undefined) {
    throw invalidOption(`format.json.${option}.key`, key, "expected a key, as the preset has none");
  }
  return { path, form: form === undefined ? base?.form : formOf(option, form, forms) };
}

/** The names of a key. Throws if they are none. */
export function pathOf(option: string, key: unknown): readonly string[] {
  const path: readonly unknown[] = Array.isArray(key) ? key : [key];
  if (path.length > 0 && path.length <= MAX_DEPTH && path.every(isName)) return [...path];
  throw invalidOption(
    `format.json.${option}`,
    key,
    `expected a key of 1 to ${MAX_NAME} characters, or a list of up to ${MAX_DEPTH}`,
  );
}

/** Whether a value is a name that is written as it is. */
export function isName(name: unknown): name is string {
  return typeof name === "string" && name !== "" && name.length <= MAX_NAME && name.isWellFormed();
}

function formOf(option: string, form: unknown, forms: readonly Form[]): Form {
  if (typeof form === "string" && forms.includes(form)) return form;
  const isLevels = forms === LEVEL_FORMS;
  if (isLevels && typeof form === "object" && form !== null) return levelTable(option, form);
  const expected = `expected ${forms.join(", ")}${isLevels ? " or an object of levels" : ""}`;
  const meant = typeof form === "string" ? nearName(form, forms as readonly string[]) : "";
  throw invalidOption(`format.json.${option}.form`, form, `${expected}${meant}`);
}

function levelTable(option: string, table: object): Form {
  for (const [name, value] of Object.entries(table)) {
    const place = `format.json.${option}.form.${name}`;
    // Levels of the program may be made later.
    const meant = exactLevelNumber(name) === undefined ? nearName(name, LEVEL_NAMES) : "";
    if (meant !== "" || name.length > LONGEST_NAME) {
      throw invalidOption(place, value, `expected the levels ${levelNames()}${meant}`);
    }
    const isText = typeof value === "string" || Number.isFinite(value);
    if (!isText && value !== false && value !== undefined) {
      throw invalidOption(place, value, "expected a string, a number, or false");
    }
  }
  return { ...table };
}

/** A constant member of the record as JSON. */
export interface Constant {
  readonly path: readonly string[];
  readonly json: string;
}

/** The members of constants. Throws `ERR_FASTLOG_INVALID_OPTION` if they are not data, or too long. */
export function constantsIn(given: object): readonly Constant[] {
  const constants = membersIn("constants", given, []);
  const length = constants.reduce((sum, { json }) => sum + json.length, 0);
  if (length <= MOST_CONSTANTS) return constants;
  const expected = `expected at most ${MOST_CONSTANTS} characters of JSON`;
  throw invalidOption("format.json.constants", given, expected);
}

/** Objects are taken apart, because keys of the record may be among their members. */
function membersIn(option: string, given: object, path: readonly string[]): readonly Constant[] {
  return Object.entries(given).flatMap(([name, value]) => {
    const place = `${option}.${name}`;
    const way = [...path, name];
    if (!name.isWellFormed() || name.length > MAX_NAME)
      throw invalidOption(`format.json.${place}`, name, NAMES);
    if (way.length > MAX_DEPTH) throw invalidOption(`format.json.${place}`, value, SHALLOW);
    const isOpen = isPlainObject(value) && Object.keys(value).length > 0;
    return isOpen
      ? membersIn(place, value, way)
      : { path: way, json: textOfData(place, value, way.length) };
  });
}

function textOfData(option: string, value: unknown, depth: number): string {
  if (typeof value === "string") return quoteJson(value.toWellFormed());
  if (value === null || typeof value === "boolean" || Number.isFinite(value)) return String(value);
  if (depth <= MAX_DEPTH && Array.isArray(value)) {
    return `[${value.map((item, i) => textOfData(`${option}[${i}]`, item, depth + 1)).join()}]`;
  }
  if (depth <= MAX_DEPTH && isPlainObject(value)) {
    const members = Object.entries(value).map(([name, member]) => {
      const place = `${option}.${name}`;
      if (!name.isWellFormed()) throw invalidOption(`format.json.${place}`, name, NAMES);
      return `${quoteJson(name)}:${textOfData(place, member, depth + 1)}`;
    });
    return `{${members.join()}}`;
  }
  throw invalidOption(`format.json.${option}`, value, depth > MAX_DEPTH ? SHALLOW : DATA);
}

const DATA = "expected a string, number, boolean, null, or an object or a list of them";
const SHALLOW = `expected at most ${MAX_DEPTH} levels of objects and lists`;
const NAMES = `expected names of up to ${MAX_NAME} characters, without lone surrogates`;

function isPlainObject(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
