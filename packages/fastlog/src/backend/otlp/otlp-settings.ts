import type { Buffer } from "node:buffer";
import fs from "node:fs";
import { messageOf } from "../../diagnostics/error-message.ts";
import { FastlogError } from "../../errors.ts";
import { ownOptions } from "../../own-members.ts";
import { invalidBackend, type Kinds } from "../options/option-kinds.ts";
import { pairsOf } from "./otel-pairs.ts";
import type { Variables } from "./otlp-endpoint.ts";
import { OTLP_KINDS, type OtlpOptions } from "./otlp-options.ts";

const PREFIX = "OTEL_EXPORTER_OTLP_";

/** Options, and the names of the variables that give them. */
const BY_VARIABLE: Readonly<Partial<Record<keyof OtlpOptions, string>>> = {
  timeout: "TIMEOUT",
  compression: "COMPRESSION",
  ca: "CERTIFICATE",
  cert: "CLIENT_CERTIFICATE",
  key: "CLIENT_KEY",
};

/** Encodings by the names of `OTEL_EXPORTER_OTLP_PROTOCOL`. */
const PROTOCOLS: Readonly<Record<string, "protobuf" | "json">> = {
  "http/protobuf": "protobuf",
  "http/json": "json",
};

/** Options with those of the environment where none were given. Throws `ERR_FASTLOG_INVALID_BACKEND`. */
export function withVariables(
  given: OtlpOptions,
  variables: Variables,
  kinds: Kinds = OTLP_KINDS,
): OtlpOptions {
  const found = ownOptions<Record<string, unknown>>();
  const take = (option: string, variable: string, parse = kinds[option]?.parse): void => {
    const text = variables[variable]?.trim() ?? "";
    if (text === "" || parse === undefined) return;
    const value = parse(text);
    if (value === undefined) {
      const expected = kinds[option]?.expected;
      throw invalidBackend(
        "otlp:",
        `invalid ${variable}=${JSON.stringify(text)} (expected ${expected})`,
      );
    }
    found[option] = value;
  };
  for (const [option, name] of Object.entries(BY_VARIABLE)) {
    take(option, `${PREFIX}${name}`);
    take(option, `${PREFIX}LOGS_${name}`);
  }
  take("flushAfter", "OTEL_BLRP_SCHEDULE_DELAY");
  const encoding = encodingOf(given, variables);
  const headers = {
    ...pairsIn(variables, `${PREFIX}HEADERS`),
    ...pairsIn(variables, `${PREFIX}LOGS_HEADERS`),
    ...given.headers,
  };
  return ownOptions<OtlpOptions>(found, { encoding }, defined(given), { headers });
}

function encodingOf(given: OtlpOptions, variables: Variables): "protobuf" | "json" {
  if (given.encoding !== undefined) return given.encoding;
  const own = variables[`${PREFIX}LOGS_PROTOCOL`]?.trim() ?? "";
  const name = own === "" ? (variables[`${PREFIX}PROTOCOL`]?.trim() ?? "") : own;
  if (name === "") return "protobuf";
  const encoding = Object.hasOwn(PROTOCOLS, name) ? PROTOCOLS[name] : undefined;
  if (encoding !== undefined) return encoding;
  const variable = own === "" ? `${PREFIX}PROTOCOL` : `${PREFIX}LOGS_PROTOCOL`;
  throw invalidBackend(
    "otlp:",
    `unknown ${variable}=${JSON.stringify(name)} (expected ${Object.keys(PROTOCOLS).join(" or ")}); ` +
      "the option encoding wins over it",
  );
}

function pairsIn(variables: Variables, variable: string): Readonly<Record<string, string>> {
  const list = variables[variable] ?? "";
  const pairs = pairsOf(list);
  // Its value is not shown, because it is probably a secret.
  if (pairs !== undefined && OTLP_KINDS["headers"]?.accepts(pairs)) return pairs;
  throw invalidBackend(
    "otlp:",
    `invalid ${variable} (expected ${OTLP_KINDS["headers"]?.expected})`,
  );
}

function defined<T extends object>(options: T): Partial<T> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as Partial<T>;
}

/** Contents of PEM files, under the names of their options. Throws `ERR_FASTLOG_BACKEND_UNAVAILABLE`. */
export function pemFiles({ ca, cert, key }: OtlpOptions): Readonly<Record<string, Buffer>> {
  const files = Object.entries({ ca, cert, key }).filter(([, path]) => path !== undefined);
  return Object.fromEntries(files.map(([name, path]) => [name, contentOf(name, path as string)]));
}

function contentOf(name: string, path: string): Buffer {
  try {
    return fs.readFileSync(path);
  } catch (error) {
    throw new FastlogError(
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      `cannot read ${name} "${path}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}
