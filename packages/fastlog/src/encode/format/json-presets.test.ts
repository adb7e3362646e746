import { Ajv } from "ajv";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { duplicateKeys } from "../../../test/fixtures/unit/duplicate-keys.ts";
import { Recording, type RecordingOptions } from "../../../test/fixtures/unit/recording.ts";
import { LEVEL_NAMES } from "../../level.ts";
import type { TraceIds } from "../../trace/trace-ids.ts";
import type { JsonOptions, JsonPreset } from "./json-options.ts";
import { JSON_PRESETS } from "./json-preset-names.ts";

type Data = Readonly<Record<string, unknown>>;

const RFC_3339 = "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.(\\d{3}|\\d{9})Z$";
const text = { type: "string" } as const;
const whole = { type: "integer" } as const;
const one = (...values: readonly unknown[]) => ({ enum: values });
const object = (properties: Data, required: readonly string[] = []) =>
  ({ type: "object", properties, required }) as const;

/** An error as fields of the object in which each vendor wants it. */
const error = (names: readonly string[]) =>
  object(Object.fromEntries(names.map((name) => [name, text])));

/** What each vendor documents of a record. Names that begin a list have to be there in every record. */
const SCHEMAS: { readonly [preset in JsonPreset]: object } = {
  pino: object(
    {
      level: one(10, 20, 30, 40, 50, 60),
      time: { type: "integer", minimum: 1_600_000_000_000 },
      pid: whole,
      hostname: text,
      msg: text,
      err: error(["type", "message", "stack"]),
    },
    ["level", "time", "pid", "hostname", "msg"],
  ),
  // elastic/ecs-logging, spec/spec.json, and the fields of ECS 8.11.
  ecs: object(
    {
      "@timestamp": { type: "string", pattern: RFC_3339 },
      "log.level": text,
      message: text,
      "ecs.version": { type: "string", pattern: "^\\d+\\.\\d+\\.\\d+$" },
      "log.logger": text,
      "process.pid": whole,
      "process.thread.name": text,
      "host.name": text,
      "service.name": text,
      "trace.id": { type: "string", pattern: "^[0-9a-f]{32}$" },
      "span.id": { type: "string", pattern: "^[0-9a-f]{16}$" },
      error: error(["type", "message", "stack_trace", "code"]),
      log: { not: {} },
    },
    ["@timestamp", "log.level", "message", "ecs.version"],
  ),
  // cloud.google.com/logging/docs/structured-logging, and "Format errors in logs" of Error Reporting.
  gcp: object(
    {
      severity: one(
        "DEBUG",
        "INFO",
        "NOTICE",
        "WARNING",
        "ERROR",
        "CRITICAL",
        "ALERT",
        "EMERGENCY",
      ),
      time: { type: "string", pattern: RFC_3339 },
      message: text,
      "@type": one(
        "type.googleapis.com/google.devtools.clouderrorreporting.v1beta1.ReportedErrorEvent",
      ),
      stack_trace: text,
      serviceContext: object({ service: text, version: text }, ["service"]),
      "logging.googleapis.com/trace": {
        type: "string",
        pattern: "^projects/[^/]+/traces/[0-9a-f]{32}$",
      },
      "logging.googleapis.com/spanId": { type: "string", pattern: "^[0-9a-f]{16}$" },
      "logging.googleapis.com/trace_sampled": { type: "boolean" },
      "logging.googleapis.com/labels": { type: "object", additionalProperties: text },
    },
    ["severity", "time", "message"],
  ),
  // Standard and reserved attributes, and "Connect OpenTelemetry Traces and Logs".
  datadog: object(
    {
      timestamp: { type: "string", pattern: RFC_3339 },
      status: one(
        "emergency",
        "alert",
        "critical",
        "error",
        "warn",
        "notice",
        "info",
        "debug",
        "trace",
      ),
      message: text,
      service: text,
      "dd.env": text,
      "dd.version": text,
      "dd.trace_id": { type: "string", pattern: "^\\d{1,20}$" },
      "dd.span_id": { type: "string", pattern: "^\\d{1,20}$" },
      logger: object({ name: text, thread_name: text }),
      error: error(["kind", "message", "stack"]),
      host: { not: {} },
      hostname: { not: {} },
    },
    ["timestamp", "status", "message"],
  ),
  // Levels that the distributor of Loki finds in JSON.
  loki: object(
    {
      ts: { type: "string", pattern: "\\.\\d{9}Z$" },
      level: one("trace", "debug", "info", "warn", "error", "critical", "fatal"),
      msg: text,
      trace_id: text,
      span_id: text,
    },
    ["ts", "level", "msg"],
  ),
  // OpenTelemetry's logs data model, in the form of its examples.
  otel: {
    ...object(
      {
        Timestamp: { type: "string", pattern: "^\\d{19}$" },
        SeverityText: text,
        SeverityNumber: { type: "integer", minimum: 1, maximum: 24 },
        Body: text,
        Resource: object({ "service.name": text }, ["service.name"]),
        InstrumentationScope: object({ Name: text }, ["Name"]),
        Attributes: object({
          "process.pid": whole,
          "thread.name": text,
          "exception.type": text,
          "exception.message": text,
          "exception.stacktrace": text,
        }),
        TraceId: { type: "string", pattern: "^[0-9a-f]{32}$" },
        SpanId: { type: "string", pattern: "^[0-9a-f]{16}$" },
        TraceFlags: { type: "integer", minimum: 0, maximum: 255 },
      },
      ["Timestamp", "SeverityText", "SeverityNumber", "Body", "Resource", "Attributes"],
    ),
    additionalProperties: false,
  },
  // The core fields of bunyan, and its error serializer.
  bunyan: object(
    {
      v: one(0),
      name: text,
      hostname: text,
      pid: whole,
      level: one(10, 20, 30, 40, 50, 60),
      time: { type: "string", pattern: RFC_3339 },
      msg: text,
      err: error(["name", "message", "stack"]),
    },
    ["v", "name", "hostname", "pid", "level", "time", "msg"],
  ),
};

const ajv = new Ajv({ strict: true, strictTypes: false, allErrors: true });

const VARIABLES = [
  "OTEL_SERVICE_NAME",
  "DD_SERVICE",
  "DD_ENV",
  "DD_VERSION",
  "GOOGLE_CLOUD_PROJECT",
] as const;
const environment: { [name in (typeof VARIABLES)[number]]?: string } = process.env;
const before = VARIABLES.map((name) => environment[name]);
beforeEach(() => {
  for (const name of VARIABLES) delete environment[name];
});
afterEach(() => {
  for (const [i, name] of VARIABLES.entries()) {
    if (before[i] === undefined) delete environment[name];
    else environment[name] = before[i] as string;
  }
});

const recordingOf = (json: JsonOptions, options: RecordingOptions = {}) =>
  new Recording({ format: { json }, tag: "main", ...options });

function parsed(line: string): Data {
  expect(duplicateKeys(line)).toEqual([]);
  return JSON.parse(line) as Data;
}

function decimal(hex: string): string {
  return String(BigInt(`0x${hex.slice(-16)}`));
}

/** How the ids of a trace are written. */
const HEX = ["4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"] as const;
const TRACED: { readonly [preset in JsonPreset]: readonly (readonly [string, unknown])[] } = {
  pino: [
    ["trace_id", HEX[0]],
    ["span_id", HEX[1]],
    ["trace_flags", "01"],
  ],
  ecs: [
    ["trace.id", HEX[0]],
    ["span.id", HEX[1]],
  ],
  gcp: [
    ["logging.googleapis.com/trace", `projects/shop/traces/${HEX[0]}`],
    ["logging.googleapis.com/spanId", HEX[1]],
    ["logging.googleapis.com/trace_sampled", true],
  ],
  datadog: [
    ["dd.trace_id", decimal(HEX[0])],
    ["dd.span_id", decimal(HEX[1])],
  ],
  loki: [
    ["trace_id", HEX[0]],
    ["span_id", HEX[1]],
  ],
  otel: [
    ["TraceId", HEX[0]],
    ["SpanId", HEX[1]],
    ["TraceFlags", 1],
  ],
  bunyan: [
    ["trace_id", HEX[0]],
    ["span_id", HEX[1]],
  ],
};
const IDS: TraceIds = { traceId: HEX[0], spanId: HEX[1], traceFlags: 1 };

describe.each(JSON_PRESETS)("the preset %s", (preset) => {
  const validate = ajv.compile(SCHEMAS[preset]);
  const check = (line: string): Data => {
    const record = parsed(line);
    validate(record);
    expect(validate.errors ?? []).toEqual([]);
    return record;
  };

  test("has lines of the vendor's schema", () => {
    const recording = recordingOf({ preset });
    const failure = Object.assign(new RangeError("too far"), { code: "E", status: 7 });
    for (const log of [recording.app, recording.plain, recording.app.child({ reqId: "r" })]) {
      for (const level of LEVEL_NAMES) {
        log[level]("hello {}", "world", { status: 200, user: { id: 1, tags: ["x"] } });
        log[level]("nothing else");
        log[level](failure);
        log[level]("also", { err: new Error("plain"), a: 1 });
      }
    }
    const lines = recording.lines();
    expect(lines).toHaveLength(3 * LEVEL_NAMES.length * 4);
    for (const line of lines) check(line);
  });

  test("keeps to it whatever a program calls its fields", () => {
    const { required } = SCHEMAS[preset] as { readonly required: readonly string[] };
    const names = [...required, "truncated"];
    const own = Object.fromEntries(names.map((name) => [name, `own ${name}`]));
    const recording = recordingOf({ preset });
    recording.app.info("hello", own);
    const line = recording.line();
    check(line);
    for (const name of names) expect(line).toContain(JSON.stringify(`own ${name}`));
  });

  test("keeps to it in a record that was cut", () => {
    const recording = recordingOf({ preset }, { maxRecord: 1_024 });
    recording.app.error("é".repeat(5_000), { a: "x".repeat(5_000) }, new Error("y".repeat(5_000)));
    const line = recording.line();
    expect(line).toContain('"truncated":');
    check(line);
  });

  test("has the ids of a trace under the vendor's names, also in a record that was cut", () => {
    environment.GOOGLE_CLOUD_PROJECT = "shop";
    for (const maxRecord of [65_536, 1_024]) {
      const recording = recordingOf({ preset }, { maxRecord, trace: () => IDS });
      const own = Object.fromEntries(TRACED[preset].map(([name]) => [name, "own"]));
      recording.app.info("m".repeat(3_000));
      recording.app.child({ reqId: "r" }).info("{}", "m".repeat(3_000), own);
      recording.plain.info("short", { a: 1 });
      recording.event("seen", { type: "object", properties: { a: { type: "integer" } } })({ a: 1 });
      const lines = recording.lines();
      expect(lines).toHaveLength(4);
      for (const line of lines) {
        const record = check(line);
        expect(record).toMatchObject(Object.fromEntries(TRACED[preset]));
      }
      expect(lines[1]?.match(/:"own"/g)).toHaveLength(TRACED[preset].length);
    }
  });

  test("leaves names of a trace to the program if records have no ids", () => {
    const recording = recordingOf({ preset });
    const own = Object.fromEntries(TRACED[preset].map(([name, value]) => [name, value]));
    recording.app.info("x", own);
    const record = check(recording.line());
    const { Attributes = record } = record as { readonly Attributes?: Data };
    expect(Attributes).toMatchObject(own);
  });
});

describe("names of the environment", () => {
  test("are those of the vendor's variables, then of OpenTelemetry's", () => {
    environment.OTEL_SERVICE_NAME = "otel-shop";
    environment.DD_SERVICE = "dd-shop";
    environment.DD_ENV = "prod";
    environment.DD_VERSION = "1.2";
    const line = (preset: JsonPreset) => {
      const recording = recordingOf({ preset });
      recording.plain.info("x");
      return parsed(recording.line());
    };
    expect(line("datadog")).toMatchObject({
      service: "dd-shop",
      "dd.env": "prod",
      "dd.version": "1.2",
    });
    expect(line("ecs")).toMatchObject({ "service.name": "otel-shop" });
    expect(line("gcp")).toMatchObject({ serviceContext: { service: "otel-shop" } });
    expect(line("otel")).toMatchObject({ Resource: { "service.name": "otel-shop" } });
    expect(line("bunyan")).toMatchObject({ name: "otel-shop" });
    expect(line("pino")).not.toHaveProperty("service");
  });

  test("are replaced by those that the program gives", () => {
    environment.DD_SERVICE = "dd-shop";
    const recording = recordingOf({ preset: "datadog", values: { service: "mine" } });
    recording.plain.info("x");
    expect(parsed(recording.line())).toMatchObject({ service: "mine" });
  });

  test("are left out if there are none", () => {
    const recording = recordingOf({ preset: "datadog" });
    recording.plain.info("x");
    expect(parsed(recording.line())).not.toHaveProperty("service");
  });
});

test("an id of a trace stands alone if the project is unknown", () => {
  const recording = recordingOf({ preset: "gcp" }, { trace: () => IDS });
  recording.plain.info("x");
  expect(parsed(recording.line())).toMatchObject({ "logging.googleapis.com/trace": HEX[0] });
});

test("a preset is changed by options beside it", () => {
  const recording = recordingOf({
    preset: "gcp",
    time: "timestamp",
    pid: false,
    tag: { key: ["logging.googleapis.com/labels", "thread"], form: "any" },
    constants: { "logging.googleapis.com/labels": { team: "shop" }, deep: [{ x: null }] },
    level: { form: { trace: "DEFAULT", info: "NOTICE" } },
    order: ["time", "msg", "fields"],
  });
  recording.app.info("x", { a: 1 });
  expect(Object.entries(parsed(recording.line()))).toEqual([
    ["timestamp", expect.stringMatching(/\.\d{9}Z$/)],
    ["message", "x"],
    ["a", 1],
    ["severity", "NOTICE"],
    ["logging.googleapis.com/labels", { thread: "main", team: "shop" }],
    ["deep", [{ x: null }]],
    ["target", "app"],
  ]);
});
