import { ownOptions } from "../../own-members.ts";
import type { Backend } from "../backend.ts";
import { invalidOptionFor } from "../options/address.ts";
import { checkGiven, parseParameters } from "../options/option-kinds.ts";
import { OtlpBackend, type OtlpSettings } from "./otlp-backend.ts";
import { endpointOf, type OtlpEndpoint, type Variables } from "./otlp-endpoint.ts";
import { OTLP_KINDS, type OtlpOptions } from "./otlp-options.ts";
import { jsonFrame, protobufFrame } from "./otlp-request.ts";
import { pemFiles, withVariables } from "./otlp-settings.ts";
import { resourceOf, threadAttributes } from "./resource.ts";

const DEFAULT_TIMEOUT = 10_000;
const DEFAULT_RETRY_MIN = 1_000;
const DEFAULT_RETRY_MAX = 30_000;
const DEFAULT_MAX_REQUEST = 1_048_576;

/**
 * Sends records to an OpenTelemetry collector, or anything else that takes OTLP over HTTP. Its records are those of the
 * protocol, whatever the option `format` says. `url` may also be one of `http:` or `https:`; without a host, as `"otlp:"`, the
 * environment has the address: `OTEL_EXPORTER_OTLP_ENDPOINT`, else `http://localhost:4318`.
 *
 * Throws `ERR_FASTLOG_INVALID_BACKEND` for an unusable URL or variable, `ERR_FASTLOG_INVALID_OPTION` for an option, and
 * `ERR_FASTLOG_BACKEND_UNAVAILABLE` if a file that it names cannot be read. A collector that cannot be reached is not an
 * error: records wait in the buffer.
 */
export function otlp(url = "otlp:", given: OtlpOptions = {}): Backend {
  return otlpFrom(url, given, process.env);
}

/** Like {@link otlp}, with the variables of an environment. */
export function otlpFrom(url: string, given: OtlpOptions, variables: Variables): Backend {
  if (typeof url !== "string") throw invalidOptionFor("otlp", "url", url, "a URL");
  checkGiven("otlp", given, OTLP_KINDS);
  const [address = "", query = ""] = url.split(/\?(.*)/s);
  const parameters = parseParameters<OtlpOptions>(url, new URLSearchParams(query), OTLP_KINDS);
  const endpoint = endpointOf(address, variables);
  const options = withVariables(ownOptions<OtlpOptions>(parameters, given), variables);
  const { encoding = "protobuf", position = false } = options;
  const recipe = { factory: "otlp", args: [url, { ...given }] };
  const settings = settingsOf(endpoint, options, encoding, variables);
  return new OtlpBackend(endpoint.name, { encoding, position }, settings, options, recipe);
}

function settingsOf(
  endpoint: OtlpEndpoint,
  options: OtlpOptions,
  encoding: "protobuf" | "json",
  variables: Variables,
): OtlpSettings {
  const { isSecure, host, port, path } = endpoint;
  const { rejectUnauthorized = true } = options;
  const isUnsafe = isSecure && !rejectUnauthorized;
  const tls = isSecure ? { ...pemFiles(options), rejectUnauthorized } : {};
  const frame = encoding === "json" ? jsonFrame : protobufFrame;
  return {
    target: {
      isSecure,
      options: { host, port, path, ...tls },
      headers: { "user-agent": "fastlog", ...options.headers },
      timeout: options.timeout ?? DEFAULT_TIMEOUT,
    },
    isCompressed: options.compression === "gzip",
    retryMin: options.retryMin ?? DEFAULT_RETRY_MIN,
    retryMax: options.retryMax ?? DEFAULT_RETRY_MAX,
    maxRequest: options.maxRequest ?? DEFAULT_MAX_REQUEST,
    warning: isUnsafe
      ? "the collector's certificate is not verified (rejectUnauthorized=false)"
      : undefined,
    frame: (tag) =>
      frame(resourceOf(options.resource ?? {}, variables, process.argv[1]), threadAttributes(tag)),
  };
}
