import { memberOf, ownOptions } from "../../own-members.ts";
import type { Clock } from "../../time/clock.ts";
import { CustomEncoder, type Encoder } from "./custom.ts";
import type { Identity, RecordEncoder } from "./encoder.ts";
import { JsonEncoder } from "./json.ts";
import { checkLines } from "./json-line.ts";
import type { JsonOptions, JsonPreset } from "./json-options.ts";
import { jsonShape } from "./json-shape.ts";
import { LineEncoder } from "./line-encoder.ts";
import { DEFAULT_TEMPLATE, type Demands, demandsOf, parseTemplate } from "./line-template.ts";
import { LogfmtEncoder } from "./logfmt.ts";
import { PrettyEncoder } from "./pretty.ts";
import { ShapedEncoder } from "./shaped-encoder.ts";
import { SyslogEncoder } from "./syslog.ts";
import { checkSyslog, type SyslogOptions, syslogSettings } from "./syslog-options.ts";

/** Format of records: a name, a format with options, a template, or a custom encoder. */
export type Format =
  | "text"
  | "json"
  | `json:${JsonPreset}`
  | "logfmt"
  | "pretty"
  | "syslog"
  | { readonly json: JsonOptions }
  | { readonly template: string }
  | { readonly syslog: SyslogOptions }
  | Encoder;

/** Settings of the backend that an encoder writes for. */
export interface EncoderOptions {
  /** Whether the level is coloured. */
  readonly color: boolean;
}

/** Name of a format, without its options. */
export type FormatName =
  | "text"
  | "json"
  | "logfmt"
  | "pretty"
  | "syslog"
  | "template"
  | "custom"
  | "otlp";

/** A validated format. */
export interface CompiledFormat extends Demands {
  readonly name: FormatName;
  /** Two formats with the same identity write the same output. A custom encoder is its own identity. */
  readonly identity: unknown;
  /** Makes an encoder of this format. */
  encoder(identity: Identity, clock: Clock, options: EncoderOptions): RecordEncoder;
}

/** Description of {@link Format} in error messages. */
export const EXPECTED_FORMAT =
  'expected "text", "json", "json:PRESET", "logfmt", "pretty", "syslog", { json: { … } }, { template: "…" }, { syslog: { … } } or an encoder';

/** Comes before the name of a preset. */
const PRESET = "json:";

const NO_DEMANDS: Demands = { printsTarget: false, printsPosition: false };

/**
 * Compiles a format; `undefined` if it is none. Throws `ERR_FASTLOG_INVALID_TEMPLATE`, and
 * `ERR_FASTLOG_INVALID_OPTION` for an option of a format.
 */
export function compileFormat(format: unknown): CompiledFormat | undefined {
  switch (format) {
    case "text":
      return text("text", DEFAULT_TEMPLATE);
    case "json":
      return plain("json", (identity) => new JsonEncoder(identity));
    case "logfmt":
      return plain("logfmt", (identity) => new LogfmtEncoder(identity));
    case "pretty":
      return pretty();
    case "syslog":
      return syslog({});
  }
  if (typeof format === "string" && format.startsWith(PRESET)) {
    return json({ preset: format.slice(PRESET.length) });
  }
  if (typeof format !== "object" || format === null) return undefined;
  const given = (name: string): unknown => memberOf(format as Record<string, unknown>, name);
  const template = given("template");
  if (typeof template === "string") return text("template", template);
  const shape = given("json");
  if (typeof shape === "object" && shape !== null && !Array.isArray(shape)) return json(shape);
  const options = given("syslog");
  if (typeof options === "object" && options !== null) {
    checkSyslog(options);
    return syslog(options);
  }
  if (typeof given("encode") === "function") return custom(format as Encoder);
  return undefined;
}

function plain(
  name: FormatName,
  encoder: (identity: Identity) => RecordEncoder,
  identity: unknown = name,
): CompiledFormat {
  return { ...NO_DEMANDS, name, identity, encoder };
}

/** pino's shape has an encoder of its own, which needs no other code. */
function json(options: object): CompiledFormat {
  const { preset = "pino", ...others } = ownOptions<JsonOptions>(options);
  if (preset === "pino" && Object.keys(others).length === 0) {
    return plain("json", (identity) => new JsonEncoder(identity));
  }
  const shape = jsonShape(options);
  checkLines(shape);
  return plain(
    "json",
    (identity) => new ShapedEncoder(shape, identity),
    `json ${JSON.stringify(shape)}`,
  );
}

function text(name: FormatName, source: string): CompiledFormat {
  const template = parseTemplate(source);
  return {
    ...demandsOf(template),
    name,
    identity: `template ${source}`,
    encoder: (identity, clock, { color }) => new LineEncoder(template, identity, clock, color),
  };
}

function pretty(): CompiledFormat {
  return {
    name: "pretty",
    identity: "pretty",
    printsTarget: true,
    printsPosition: false,
    encoder: (identity, _, { color }) => new PrettyEncoder(identity, color),
  };
}

function syslog(options: SyslogOptions): CompiledFormat {
  const settings = syslogSettings(options);
  return plain(
    "syslog",
    (identity) => new SyslogEncoder(identity, settings),
    `syslog ${JSON.stringify(settings)}`,
  );
}

function custom(encoder: Encoder): CompiledFormat {
  const given = memberOf(encoder, "needs");
  const needs = given && ownOptions<NonNullable<Encoder["needs"]>>(given);
  return {
    name: "custom",
    identity: encoder,
    printsTarget: needs?.target === true,
    printsPosition: needs?.position === true,
    encoder: (identity) => new CustomEncoder(encoder, identity),
  };
}
