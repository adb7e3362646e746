import { realpathSync } from "node:fs";
import { targetOf } from "../../target.ts";
import { pairsOf } from "./otel-pairs.ts";
import type { Variables } from "./otlp-endpoint.ts";

export type Attributes = Readonly<Record<string, string | number | boolean>>;

const UNKNOWN_SERVICE = "unknown_service:node";

/** Under this name, workers find the instance of their process. */
const INSTANCE = "fastlog:service.instance.id";

/**
 * Attributes of the process that logs: what the program says, then what the environment does (`OTEL_SERVICE_NAME`,
 * `OTEL_RESOURCE_ATTRIBUTES`), then what is known anyway.
 */
export function resourceOf(
  given: Attributes,
  variables: Variables,
  script: string | undefined,
): Attributes {
  const { OTEL_SERVICE_NAME: service = "", OTEL_RESOURCE_ATTRIBUTES: list = "" } = variables;
  const { hostname } = process.getBuiltinModule("node:os");
  return {
    "service.name": serviceNameOf(script),
    "service.instance.id": instanceId(),
    "host.name": hostname(),
    "process.pid": process.pid,
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "fastlog",
    ...pairsOf(list),
    ...(service === "" ? {} : { "service.name": service }),
    ...given,
  };
}

/** Attributes of the thread that logs. */
export function threadAttributes(tag: string): Attributes {
  const { threadId } = process.getBuiltinModule("node:worker_threads");
  return { "thread.id": threadId, "thread.name": tag };
}

/** Name of the package that the started script belongs to, with its scope. */
function serviceNameOf(script: string | undefined): string {
  if (script === undefined) return UNKNOWN_SERVICE;
  let path = script;
  try {
    path = realpathSync(script);
  } catch {
    // The script was removed, or its path lacks the extension.
  }
  const [name = ""] = targetOf(path).split("::");
  return name === "" ? UNKNOWN_SERVICE : name;
}

/** A random id of the process, the same one in workers that start after its first use. */
function instanceId(): string {
  const { getEnvironmentData, setEnvironmentData } =
    process.getBuiltinModule("node:worker_threads");
  const known = getEnvironmentData(INSTANCE);
  if (typeof known === "string") return known;
  const id = process.getBuiltinModule("node:crypto").randomUUID();
  setEnvironmentData(INSTANCE, id);
  return id;
}
