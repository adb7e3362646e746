import type { JsonPreset } from "./json-options.ts";

/** Names of the presets. A file of its own, because the presets themselves are compiled late. */
export const JSON_PRESETS: readonly JsonPreset[] = [
  "pino",
  "ecs",
  "gcp",
  "datadog",
  "loki",
  "otel",
  "bunyan",
];
