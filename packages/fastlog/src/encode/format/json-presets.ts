import type { JsonOptions, JsonPart, JsonPreset, JsonValues } from "./json-options.ts";

/** A preset: a whole set of options, and the variables of the environment that its values have by default. */
export interface Preset extends JsonOptions {
  readonly order: readonly JsonPart[];
  readonly variables?: { readonly [value in keyof JsonValues]?: readonly string[] };
  /** The service has a name in any case: that of the program. */
  readonly namesService?: boolean;
}

/** pino's shape, with the keys that fastlog adds. Other presets name what differs. */
const PINO = {
  time: { key: "time", form: "ms" },
  level: { key: "level", form: "number" },
  hrtime: "hrtime",
  pid: "pid",
  hostname: "hostname",
  tag: "tag",
  target: "target",
  service: false,
  version: false,
  environment: false,
  msg: "msg",
  fields: false,
  err: { key: "err" },
  truncated: "truncated",
  traceId: { key: "trace_id", form: "hex" },
  spanId: { key: "span_id", form: "hex" },
  traceFlags: { key: "trace_flags", form: "hex" },
  order: [
    ...(["level", "time", "hrtime", "pid", "hostname", "tag"] as const),
    ...(["service", "version", "environment", "constants", "target", "msg", "fields"] as const),
  ],
} satisfies Preset;

/** Cloud Error Reporting takes each record with it as an error, even without a stack. */
const REPORTED =
  "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent";

const PRESETS: { readonly [name in JsonPreset]: Preset } = {
  pino: PINO,

  // The specification of ECS logging: time, level and message in this order, and `log.level` with its dot. Fields stay
  // keys of the record, as in Elastic's own loggers: in `labels`, objects would be refused.
  ecs: {
    ...PINO,
    time: { key: "@timestamp", form: "rfc3339" },
    level: { key: "log.level", form: "name" },
    hrtime: false,
    pid: "process.pid",
    hostname: "host.name",
    tag: { key: "process.thread.name", form: "worker" },
    target: "log.logger",
    service: "service.name",
    version: "service.version",
    environment: "service.environment",
    msg: "message",
    err: { key: "error", names: { stack: "stack_trace" } },
    traceId: { key: "trace.id", form: "hex" },
    spanId: { key: "span.id", form: "hex" },
    traceFlags: false,
    constants: { "ecs.version": "8.11.0" },
    order: [
      ...(["time", "level", "target", "msg", "constants", "service", "version"] as const),
      ...(["environment", "pid", "hostname", "tag", "fields"] as const),
    ],
    variables: { service: ["ELASTIC_APM_SERVICE_NAME"] },
  },

  // https://cloud.google.com/logging/docs/structured-logging and error-reporting/docs/formatting-error-messages. The
  // host is a label of the resource.
  gcp: {
    ...PINO,
    level: [
      { key: "severity", form: "gcp" },
      {
        key: "@type",
        form: {
          fatal: REPORTED,
          error: REPORTED,
          warn: false,
          info: false,
          debug: false,
          trace: false,
        },
      },
    ],
    time: { key: "time", form: "rfc3339-ns" },
    hrtime: false,
    hostname: false,
    tag: { key: "tag", form: "worker" },
    service: { key: ["serviceContext", "service"] },
    version: { key: ["serviceContext", "version"] },
    msg: "message",
    err: { key: "err", lifted: { stack: "stack_trace" } },
    traceId: { key: "logging.googleapis.com/trace", form: "resource" },
    spanId: { key: "logging.googleapis.com/spanId", form: "hex" },
    traceFlags: { key: "logging.googleapis.com/trace_sampled", form: "sampled" },
    variables: { service: ["K_SERVICE", "GAE_SERVICE"], version: ["K_REVISION", "GAE_VERSION"] },
  },

  // Datadog's reserved and standard attributes. The host is that of the agent: `host` and `hostname` would replace it.
  datadog: {
    ...PINO,
    time: { key: "timestamp", form: "rfc3339" },
    level: { key: "status", form: "datadog" },
    hrtime: false,
    hostname: false,
    tag: { key: ["logger", "thread_name"], form: "worker" },
    target: { key: ["logger", "name"] },
    service: "service",
    version: "dd.version",
    environment: "dd.env",
    msg: "message",
    err: { key: "error", names: { type: "kind" } },
    traceId: { key: "dd.trace_id", form: "decimal" },
    spanId: { key: "dd.span_id", form: "decimal" },
    traceFlags: false,
    order: [
      ...(["time", "level", "service", "version", "environment", "pid"] as const),
      ...(["constants", "tag", "target", "msg", "fields"] as const),
    ],
    variables: { service: ["DD_SERVICE"], version: ["DD_VERSION"], environment: ["DD_ENV"] },
  },

  // Loki finds `level` in JSON, and takes times to the nanosecond, which keep records in order.
  loki: {
    ...PINO,
    time: { key: "ts", form: "rfc3339-ns" },
    level: { key: "level", form: "name" },
    hrtime: false,
    tag: { key: "tag", form: "worker" },
    order: [
      ...(["time", "level", "pid", "hostname", "tag"] as const),
      ...(["service", "version", "environment", "constants", "target", "msg", "fields"] as const),
    ],
  },

  // The names of the data model, in the form of its examples.
  otel: {
    ...PINO,
    time: { key: "Timestamp", form: "ns-string" },
    level: [
      { key: "SeverityText", form: "upper" },
      { key: "SeverityNumber", form: "otel" },
    ],
    hrtime: false,
    // An attribute in any case, so that a field never is the first.
    pid: { key: ["Attributes", "process.pid"] },
    // The collector knows the host.
    hostname: false,
    service: { key: ["Resource", "service.name"] },
    version: { key: ["Resource", "service.version"] },
    environment: { key: ["Resource", "deployment.environment.name"] },
    tag: { key: ["Attributes", "thread.name"], form: "worker" },
    target: { key: ["InstrumentationScope", "Name"] },
    msg: "Body",
    fields: "Attributes",
    err: {
      key: "exception",
      lifted: {
        type: "exception.type",
        message: "exception.message",
        stack: "exception.stacktrace",
      },
    },
    traceId: { key: "TraceId", form: "hex" },
    spanId: { key: "SpanId", form: "hex" },
    traceFlags: { key: "TraceFlags", form: "number" },
    order: [
      ...(["time", "level", "service", "version", "environment"] as const),
      ...(["target", "constants", "msg", "pid", "tag", "fields"] as const),
    ],
    namesService: true,
  },

  // https://github.com/trentm/node-bunyan#core-fields
  bunyan: {
    ...PINO,
    time: { key: "time", form: "rfc3339" },
    hrtime: false,
    tag: { key: "tag", form: "worker" },
    service: "name",
    target: "component",
    err: { key: "err", names: { type: "name" } },
    constants: { v: 0 },
    order: [
      ...(["constants", "service", "hostname", "pid", "tag", "level"] as const),
      ...(["time", "version", "environment", "target", "msg", "fields"] as const),
    ],
    namesService: true,
  },
};

/** The preset of a name; `undefined` for any other value. */
export function presetOf(name: unknown): Preset | undefined {
  return typeof name === "string" && Object.hasOwn(PRESETS, name)
    ? PRESETS[name as JsonPreset]
    : undefined;
}
