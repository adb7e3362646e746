import { invalidOption } from "../../diagnostics/invalid-option.ts";
import { nearName } from "../../diagnostics/option-suggestions.ts";
import { show } from "../../diagnostics/show.ts";
import { FastlogError } from "../../errors.ts";
import { ownOptions } from "../../own-members.ts";
import { quoteJson } from "../../text/escape.ts";
import { appNameOf } from "./app-name.ts";
import {
  constantsIn,
  FLAG_FORMS,
  type Form,
  isName,
  keysOf,
  LEVEL_FORMS,
  SPAN_FORMS,
  TAG_FORMS,
  TIME_FORMS,
  TRACE_FORMS,
} from "./json-keys.ts";
import type {
  JsonErrorKey,
  JsonErrorNames,
  JsonLevelForm,
  JsonOptions,
  JsonPart,
  JsonPreset,
  JsonSpanIdForm,
  JsonTagForm,
  JsonTimeForm,
  JsonTraceFlagsForm,
  JsonTraceIdForm,
  JsonValues,
} from "./json-options.ts";
import { JSON_PRESETS } from "./json-preset-names.ts";
import { type Preset, presetOf } from "./json-presets.ts";

/** Names that lead to a member of the record. Those of `fields` may be none. */
export type Path = readonly string[];

/** A member of the record. */
export type ShapeMember =
  | { readonly part: "time"; readonly path: Path; readonly form: JsonTimeForm }
  | { readonly part: "level"; readonly path: Path; readonly form: JsonLevelForm }
  | { readonly part: "tag"; readonly path: Path; readonly form: JsonTagForm }
  | { readonly part: "text"; readonly path: Path; readonly json: string }
  | { readonly part: Bare; readonly path: Path };

type Bare = "hrtime" | "pid" | "hostname" | "target" | "msg" | "fields";

/** Keys of an error, and whether a value that is none becomes one. */
export interface ErrorShape {
  readonly key: string;
  readonly names: JsonErrorNames;
  readonly lifted: JsonErrorNames;
}

/** Keys of the ids of a trace. */
export interface TraceShape {
  readonly traceId: { readonly key: string; readonly form: JsonTraceIdForm } | undefined;
  readonly spanId: { readonly key: string; readonly form: JsonSpanIdForm } | undefined;
  readonly traceFlags: { readonly key: string; readonly form: JsonTraceFlagsForm } | undefined;
  readonly project: string | undefined;
}

/** Validated options of the JSON format, with those of the preset filled in. All of it is data. */
export interface JsonShape {
  readonly members: readonly ShapeMember[];
  readonly err: ErrorShape;
  readonly truncated: string;
  readonly trace: TraceShape;
}

const PARTS: readonly JsonPart[] = [
  ...([
    "time",
    "level",
    "hrtime",
    "pid",
    "hostname",
    "tag",
    "target",
    "service",
    "version",
  ] as const),
  ...(["environment", "constants", "msg", "fields"] as const),
];
const OPTIONS: readonly string[] = [
  "preset",
  ...PARTS,
  ...["err", "truncated", "traceId", "spanId", "traceFlags", "order", "values"],
];
const VALUES = ["service", "version", "environment", "project"] as const;
const ERROR_OPTIONS = ["key", "names", "lifted"];
const ERROR_MEMBERS = ["type", "message", "stack", "code"] as const;

/** Names of these options in other loggers. */
const MEANT: Readonly<Record<string, string>> = {
  message: "msg",
  messageKey: "msg",
  timestamp: "time",
  severity: "level",
  host: "hostname",
  logger: "target",
  error: "err",
  errorKey: "err",
  nestedKey: "fields",
  base: "constants",
  env: "environment",
};

/** Names of systems that a preset is for. */
const MEANT_PRESETS: Readonly<Record<string, JsonPreset>> = {
  elastic: "ecs",
  elasticsearch: "ecs",
  google: "gcp",
  stackdriver: "gcp",
  cloudrun: "gcp",
  dd: "datadog",
  grafana: "loki",
  opentelemetry: "otel",
  otlp: "otel",
  fastlog: "pino",
};

/** Variables that any preset takes its values from, after those of its vendor. */
const VARIABLES: NonNullable<Preset["variables"]> = {
  service: ["OTEL_SERVICE_NAME"],
  project: ["GOOGLE_CLOUD_PROJECT"],
};

/** Validates the options, and fills in those of the preset. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function jsonShape(given: object): JsonShape {
  checkNames("format.json", given, OPTIONS, MEANT);
  const options = ownOptions<JsonOptions>(given);
  const name = options.preset ?? "pino";
  const preset = presetOf(name);
  if (preset === undefined) {
    const meant = typeof name === "string" ? meantBy(name, JSON_PRESETS, MEANT_PRESETS) : "";
    throw invalidOption("format.json.preset", name, `expected ${listed(JSON_PRESETS)}${meant}`);
  }
  const values = valuesOf(options.values, preset);
  return {
    members: orderOf(options.order, preset.order).flatMap((part) =>
      membersOf(part, options, preset, values),
    ),
    err: errorShape(options.err, preset.err as JsonErrorKey),
    truncated: nameOf("truncated", options.truncated ?? preset.truncated),
    trace: {
      traceId: traceKey("traceId", options, preset, TRACE_FORMS),
      spanId: traceKey("spanId", options, preset, SPAN_FORMS),
      traceFlags: traceKey("traceFlags", options, preset, FLAG_FORMS),
      project: values.project,
    },
  };
}

function membersOf(
  part: JsonPart,
  options: JsonOptions,
  preset: Preset,
  values: JsonValues,
): readonly ShapeMember[] {
  const given = options[part as "time"];
  const base = preset[part as "time"];
  switch (part) {
    case "constants":
      return constantsIn({ ...preset.constants, ...checkedConstants(options.constants) }).map(
        (constant) => ({ part: "text", ...constant }),
      );
    case "time":
      return keysOf(part, given, base, TIME_FORMS).map(({ path, form }) => ({
        ...{ part, path },
        form: form as JsonTimeForm,
      }));
    case "level":
      return keysOf(part, options.level, preset.level, LEVEL_FORMS).map(({ path, form }) => ({
        ...{ part, path },
        form: form as JsonLevelForm,
      }));
    case "tag":
      return keysOf(part, given, base, TAG_FORMS).map(({ path, form }) => ({
        ...{ part, path },
        form: (form ?? "any") as JsonTagForm,
      }));
    case "service":
    case "version":
    case "environment": {
      const value = values[part];
      const keys = keysOf(part, given, base, []);
      if (value === undefined) return [];
      return keys.map(({ path }) => ({ part: "text", path, json: quoteJson(value) }));
    }
    case "fields": {
      const keys = keysOf(part, given, base, []);
      if (keys.length > 1) throw invalidOption("format.json.fields", given, "expected one key");
      return [{ part, path: keys[0]?.path ?? [] }];
    }
    case "msg": {
      const keys = keysOf(part, given, base, []);
      if (keys.length !== 1) {
        throw invalidOption("format.json.msg", given, "expected one key: no message is left out");
      }
      return keys.map(({ path }) => ({ part, path }));
    }
    default:
      return keysOf(part, given, base, []).map(({ path }) => ({ part, path }));
  }
}

/** The parts that are listed first, and the others in the order of the preset. */
function orderOf(given: unknown, preset: readonly JsonPart[]): readonly JsonPart[] {
  const all = [...preset, ...PARTS.filter((part) => !preset.includes(part))];
  if (given === undefined) return all;
  const expected = `expected a list of ${listed(PARTS)}`;
  if (!Array.isArray(given)) throw invalidOption("format.json.order", given, expected);
  for (const [i, part] of given.entries()) {
    if (!PARTS.includes(part)) {
      const meant = typeof part === "string" ? meantBy(part, PARTS, MEANT) : "";
      throw invalidOption(`format.json.order[${i}]`, part, `expected ${listed(PARTS)}${meant}`);
    }
    if (given.indexOf(part) < i) {
      throw invalidOption("format.json.order", given, `expected each part once`);
    }
  }
  return [...given, ...all.filter((part) => !given.includes(part))];
}

function checkedConstants(given: unknown): JsonOptions["constants"] {
  if (given === undefined) return {};
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalidOption("format.json.constants", given, "expected an object");
  }
  return given as JsonOptions["constants"];
}

function errorShape(given: unknown, preset: JsonErrorKey): ErrorShape {
  const base = { names: {}, lifted: {}, ...preset } as ErrorShape;
  if (given === undefined) return base;
  if (typeof given === "string") return { ...base, key: nameOf("err", given) };
  if (typeof given !== "object" || given === null) {
    throw invalidOption("format.json.err", given, "expected a key, or { key, names, lifted }");
  }
  checkNames("format.json.err", given, ERROR_OPTIONS);
  const { key = base.key, names, lifted } = ownOptions<JsonErrorKey>(given);
  const shape = {
    key: nameOf("err.key", key),
    names: names === undefined ? base.names : errorNames("names", names),
    lifted: lifted === undefined ? base.lifted : errorNames("lifted", lifted),
  };
  checkDistinct(shape);
  return shape;
}

/** No two members of an error's object may have one name. */
function checkDistinct({ names, lifted }: ErrorShape): void {
  const inside = ERROR_MEMBERS.filter((member) => lifted[member] === undefined);
  const written = inside.map((member) => names[member] ?? member);
  if (new Set(written).size === written.length) return;
  const expected = "expected a name that no other member of an error has";
  throw invalidOption("format.json.err.names", names, expected);
}

function errorNames(option: string, given: unknown): JsonErrorNames {
  const place = `format.json.err.${option}`;
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalidOption(place, given, `expected an object of ${listed(ERROR_MEMBERS)}`);
  }
  checkNames(place, given, ERROR_MEMBERS);
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) nameOf(`err.${option}.${name}`, value);
  }
  return ownOptions<JsonErrorNames>(given);
}

function traceKey<F extends string>(
  option: "traceId" | "spanId" | "traceFlags",
  options: JsonOptions,
  preset: Preset,
  forms: readonly F[],
): { readonly key: string; readonly form: F } | undefined {
  const [key] = keysOf(option, options[option], preset[option], forms as readonly Form[]);
  if (key === undefined) return undefined;
  if (key.path.length > 1) {
    throw invalidOption(`format.json.${option}`, options[option], "expected a key of the record");
  }
  return { key: key.path[0] as string, form: (key.form ?? "hex") as F };
}

function valuesOf(given: unknown = {}, preset: Preset): JsonValues {
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    throw invalidOption("format.json.values", given, `expected an object of ${listed(VALUES)}`);
  }
  checkNames("format.json.values", given, VALUES);
  const values: { -readonly [name in keyof JsonValues]: string } = {};
  for (const name of VALUES) {
    const value = (given as JsonValues)[name] ?? variable(name, preset);
    if (value === undefined) continue;
    if (typeof value !== "string" || value === "") {
      throw invalidOption(`format.json.values.${name}`, value, "expected a string");
    }
    values[name] = value;
  }
  if (preset.namesService === true) values.service ??= appNameOf(process.argv[1]);
  return values;
}

function variable(name: keyof JsonValues, preset: Preset): string | undefined {
  const names = [...(preset.variables?.[name] ?? []), ...(VARIABLES[name] ?? [])];
  return names.map((variable) => process.env[variable]).find(Boolean);
}

function nameOf(option: string, name: unknown): string {
  if (isName(name)) return name;
  throw invalidOption(`format.json.${option}`, name, "expected a key of 1 to 256 characters");
}

function checkNames(
  option: string,
  given: object,
  known: readonly string[],
  meant: Readonly<Record<string, string>> = {},
): void {
  for (const name of Object.keys(given)) {
    if (known.includes(name)) continue;
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `unknown option ${show(`${option}.${name}`)} (expected ${known.join(", ")})${meantBy(name, known, meant)}`,
    );
  }
}

function meantBy(
  name: string,
  known: readonly string[],
  meant: Readonly<Record<string, string>>,
): string {
  if (Object.hasOwn(meant, name)) return `; did you mean ${show(meant[name])}?`;
  return nearName(name, known);
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
