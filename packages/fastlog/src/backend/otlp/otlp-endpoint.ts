import { addressUrl } from "../options/address.ts";
import { invalidBackend } from "../options/option-kinds.ts";

/** Where requests are sent to. */
export interface OtlpEndpoint {
  readonly isSecure: boolean;
  /** Without the brackets of an IPv6 address. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Name of the backend. */
  readonly name: string;
}

/** Variables of the environment. */
export type Variables = Readonly<Record<string, string | undefined>>;

const LOGS = "/v1/logs";
const DEFAULT_PORT = 4318;
const DEFAULT_URL = "http://localhost:4318";

const EXPECTED =
  'expected a host, such as "otlp://127.0.0.1:4318" or "otlps://collector.example.com:4318"';

/**
 * Where a URL says, or the environment if the URL has no host. `/v1/logs` is appended to a path that does not end with it,
 * except to that of `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT`. Throws `ERR_FASTLOG_INVALID_BACKEND`.
 */
export function endpointOf(url: string, variables: Variables): OtlpEndpoint {
  if (/^otlps?:?(?:\?|$)/.test(url)) return endpointOfVariables(variables);
  return endpoint(url, url, (path) => (path.endsWith(LOGS) ? path : path + LOGS));
}

function endpointOfVariables(variables: Variables): OtlpEndpoint {
  const { OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: own = "", OTEL_EXPORTER_OTLP_ENDPOINT: common = "" } =
    variables;
  if (own !== "") return endpoint(own, `OTEL_EXPORTER_OTLP_LOGS_ENDPOINT=${own}`, (path) => path);
  const url = common === "" ? DEFAULT_URL : common;
  return endpoint(url, `OTEL_EXPORTER_OTLP_ENDPOINT=${url}`, (path) => path + LOGS);
}

function endpoint(url: string, shown: string, pathOf: (path: string) => string): OtlpEndpoint {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch (error) {
    throw invalidBackend(shown, EXPECTED, error);
  }
  const { protocol, hostname, port, pathname, username, password, hash } = parsed;
  if (!["otlp:", "otlps:", "http:", "https:"].includes(protocol)) {
    throw invalidBackend(
      shown,
      `unknown scheme "${protocol}" (expected otlp:, otlps:, http: or https:)`,
    );
  }
  if (username !== "" || password !== "") {
    throw invalidBackend(
      url.replace(/\/\/[^/]*@/, "//…@"),
      "a URL is no place for a secret (expected the option headers, or OTEL_EXPORTER_OTLP_HEADERS)",
    );
  }
  if (hostname === "" || hash !== "") throw invalidBackend(shown, EXPECTED);
  const isSecure = protocol === "otlps:" || protocol === "https:";
  const host = hostname.replace(/^\[|\]$/g, "");
  const address = { host, port: port === "" ? defaultPort(protocol) : Number(port) };
  const path = pathOf(pathname.replace(/\/$/, "")) || "/";
  const scheme = isSecure ? "otlps" : "otlp";
  const name = addressUrl(scheme, address) + (path === LOGS ? "" : path);
  return { isSecure, ...address, path, name };
}

/** URLs of HTTP have the ports of HTTP; the protocol's own port is for its own schemes. */
function defaultPort(protocol: string): number {
  if (protocol === "http:") return 80;
  return protocol === "https:" ? 443 : DEFAULT_PORT;
}
