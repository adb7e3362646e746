import {
  bytes,
  choice,
  duration,
  flag,
  type Kind,
  type Kinds,
  text,
} from "../options/option-kinds.ts";
import { POOL_KINDS, type PoolOptions } from "../options/pool-options.ts";
import { pairsOf } from "./otel-pairs.ts";

/** Options of a backend for OpenTelemetry's protocol. The environment has defaults for most: `OTEL_EXPORTER_OTLP_…`. */
export interface OtlpOptions extends PoolOptions {
  /** Encoding of the requests. Default `protobuf`. */
  readonly encoding?: "protobuf" | "json" | undefined;
  /** Compression of the requests. Default `none`. */
  readonly compression?: "gzip" | "none" | undefined;
  /** Headers of each request, such as those with an API key. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Attributes of the resource, which win over those of the environment and of fastlog. */
  readonly resource?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Whether records have the place of their call in the source, which takes microseconds to find. Default `false`. */
  readonly position?: boolean | undefined;
  /** How long a request may take, in milliseconds. Default 10,000. */
  readonly timeout?: number | undefined;
  /** Longest first delay before a request is sent again, in milliseconds; doubled by each failure. Default 1,000. */
  readonly retryMin?: number | undefined;
  /** Longest delay before a request is sent again, unless the peer asks for more, in milliseconds. Default 30,000. */
  readonly retryMax?: number | undefined;
  /** Most bytes of records in a request. Default 1,048,576. */
  readonly maxRequest?: number | undefined;
  /** PEM file with the trusted authorities, for `otlps:`. Default: those of Node. */
  readonly ca?: string | undefined;
  /** PEM file with the certificate of the client. */
  readonly cert?: string | undefined;
  /** PEM file with the private key of the client. */
  readonly key?: string | undefined;
  /** `false` accepts every certificate, and warns on stderr. Default `true`. */
  readonly rejectUnauthorized?: boolean | undefined;
}

const DAY = 86_400_000;

/** A request must not have more than 64 MiB, of which a part is left for what surrounds the records. */
const MOST_REQUEST = 63 * 1024 * 1024;
const LEAST_REQUEST = 1024;

const headers: Kind<Readonly<Record<string, string>>> = {
  isSecret: true,
  expected: "names and values such as api-key=secret,x-team=web",
  expectedValue: 'names and values such as { "api-key": "secret" }',
  accepts: (value) =>
    isRecord(value) && Object.entries(value).every(([name, of]) => isHeader(name, of)),
  parse: (list) => accepted(pairsOf(list), (value) => headers.accepts(value)),
};

const resource: Kind<Readonly<Record<string, string | number | boolean>>> = {
  expected: "names and values such as service.name=shop,team=web",
  expectedValue: 'names and values such as { "service.name": "shop" }',
  accepts: (value) =>
    isRecord(value) &&
    Object.entries(value).every(
      ([name, of]) => name !== "" && ["string", "number", "boolean"].includes(typeof of),
    ),
  parse: (list) => pairsOf(list),
};

export const OTLP_KINDS: Kinds = {
  ...POOL_KINDS,
  encoding: choice("protobuf", "json"),
  compression: choice("gzip", "none"),
  headers,
  resource,
  position: flag,
  timeout: duration(1, DAY),
  retryMin: duration(1, DAY),
  retryMax: duration(1, DAY),
  maxRequest: bytes(LEAST_REQUEST, MOST_REQUEST),
  ca: text,
  cert: text,
  key: text,
  rejectUnauthorized: flag,
};

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Names and values that HTTP permits. */
function isHeader(name: string, value: unknown): boolean {
  return (
    /^[!#$%&'*+\-.^`|~\w]+$/.test(name) &&
    typeof value === "string" &&
    /^[\t\x20-\x7e\x80-\xff]*$/.test(value)
  );
}

function accepted<T>(value: T | undefined, accepts: (value: T) => boolean): T | undefined {
  return value !== undefined && accepts(value) ? value : undefined;
}
