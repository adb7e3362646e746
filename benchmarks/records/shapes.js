/** Shapes of JSON: the default, all presets, and shapes that a program may make. */
export const SHAPES = {
  json: "json",
  "json:ecs": "json:ecs",
  "json:gcp": "json:gcp",
  "json:datadog": "json:datadog",
  "json:loki": "json:loki",
  "json:otel": "json:otel",
  "json:bunyan": "json:bunyan",
  renamed: { json: { time: "ts", msg: "message", level: { form: "name" } } },
  "fields in an object": { json: { fields: "data" } },
  "message last": { json: { order: ["level", "time", "fields", "msg"] } },
};

/** Scenarios that each shape is measured with. */
export const SCENARIOS = [
  "message",
  "integers",
  "fields",
  "named",
  "child",
  "nested",
  "event",
  "error",
];
