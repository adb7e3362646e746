import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import { memory } from "../backend/memory.ts";
import type { Options } from "../config/options.ts";
import type { Format } from "../encode/format/format.ts";
import type { TraceIds } from "../trace/trace-ids.ts";
import { Runtime } from "./runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const IDS = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
} satisfies TraceIds;

const FIELDS = { trace_id: IDS.traceId, span_id: IDS.spanId, trace_flags: "01" };

const API = Symbol.for("opentelemetry.js.api.1");
const SPAN = Symbol.for("OpenTelemetry Context Key SPAN");

/** Where the packages of OpenTelemetry keep their state. */
const globals = globalThis as typeof globalThis & { [API]?: unknown };

/** Makes a span active, as a context manager of OpenTelemetry does. */
function activate(span: unknown): void {
  const context = { getValue: (key: symbol) => (key === SPAN ? span : undefined) };
  globals[API] = { context: { active: () => context } };
}

afterEach(() => {
  delete globals[API];
  vi.restoreAllMocks();
});

function make(options: Options = {}) {
  const backend = memory();
  const runtime = new Runtime({});
  runtime.configure({ backend, format: "json", trace: "auto", ...options });
  const lines = () => {
    runtime.flushSync();
    return backend.lines;
  };
  /** The ids of each record. */
  const traces = () =>
    lines().map((line) => {
      const { trace_id, span_id, trace_flags } = JSON.parse(line);
      return { trace_id, span_id, trace_flags };
    });
  return { runtime, lines, traces, log: runtime.logger("app") };
}

const NONE = { trace_id: undefined, span_id: undefined, trace_flags: undefined };

describe("with trace: auto", () => {
  test("a record has the ids of OpenTelemetry's active span", () => {
    const { log, traces } = make();
    activate({ spanContext: () => IDS });
    log.info("inside");
    expect(traces()).toEqual([FIELDS]);
  });

  test("a record outside of a span has none", () => {
    const { log, traces } = make();
    log.info("without an SDK");
    activate(undefined);
    log.info("without a span");
    expect(traces()).toEqual([NONE, NONE]);
  });

  test.each([
    ["of zeros", { ...IDS, traceId: "0".repeat(32) }],
    ["of another length", { ...IDS, spanId: "b7ad" }],
    ["with other characters", { ...IDS, spanId: '"},{"a":"b7ad616' }],
    ["that are numbers", { ...IDS, spanId: 7 }],
    ["null", null],
  ])("ids %s are left out", (_, ids) => {
    const { log, traces } = make();
    activate({ spanContext: () => ids });
    log.info("inside");
    expect(traces()).toEqual([NONE]);
  });

  test("an SDK may be registered after the first record, and taken away", () => {
    const { log, traces } = make();
    log.info("before");
    activate({ spanContext: () => IDS });
    log.info("with");
    delete globals[API];
    log.info("after");
    expect(traces()).toEqual([NONE, FIELDS, NONE]);
  });
});

test.each([undefined, false] as const)("with trace: %s no record has ids", (trace) => {
  const { log, traces } = make({ trace });
  activate({ spanContext: () => IDS });
  log.info("inside");
  expect(traces()).toEqual([NONE]);
});

test.each<[format: Format, expected: string]>([
  ["json", `"msg":"m","trace_id":"${IDS.traceId}","span_id":"${IDS.spanId}","trace_flags":"01"`],
  [{ template: "{message}" }, `m trace_id=${IDS.traceId} span_id=${IDS.spanId} trace_flags=01`],
  ["logfmt", `msg="m" trace_id=${IDS.traceId} span_id=${IDS.spanId} trace_flags=01`],
  [
    "syslog",
    `[fastlog@32473 trace_id="${IDS.traceId}" span_id="${IDS.spanId}" trace_flags="01"] m`,
  ],
  [{ encode: ({ fields }) => JSON.stringify(fields) }, JSON.stringify(FIELDS)],
])("format %j has the ids before other fields", (format, expected) => {
  const { log, lines } = make({ format, trace: () => IDS });
  log.info("m");
  expect(lines()[0]).toContain(expected);
});

describe("every way of a call has the ids", () => {
  const EVENT = { type: "object", properties: { a: { type: "integer" } } } as const;
  test.each<[name: string, call: (made: ReturnType<typeof make>) => void]>([
    ["a message", ({ log }) => log.info("m")],
    ["a plain function", ({ runtime }) => runtime.plain.info("m")],
    ["placeholders", ({ log }) => log.info("{} {}", 1, "b")],
    ["named placeholders", ({ log }) => log.info("{a}", { a: 1 })],
    ["fields", ({ log }) => log.info("m", { a: 1 })],
    ["fields first", ({ log }) => log.info({ a: 1 }, "m")],
    ["an error", ({ log }) => log.error(new Error("boom"))],
    ["a tagged template", ({ log }) => log.info`m ${1}`],
    ["a child", ({ log }) => log.child({ b: 2 }).info("m")],
    ["a context", ({ runtime, log }) => runtime.withContext({ c: 3 }, () => log.info("m"))],
    ["an event", ({ runtime }) => runtime.defineEvent("info", "m", EVENT)({ a: 1 })],
    ["a record that is cut", ({ log }) => log.info("x".repeat(100_000), { a: 1 })],
    ["many fields that are cut", ({ log }) => log.info("m", { a: "x".repeat(100_000), b: 1 })],
  ])("%s", (_, call) => {
    const made = make({ trace: () => IDS, maxRecord: 1024 });
    for (let i = 0; i < 20; i++) call(made);
    expect(made.traces()).toEqual(new Array(20).fill(FIELDS));
  });
});

test("a field of the same name gets a trailing underscore", () => {
  const { log, lines } = make({ trace: () => IDS });
  log.child({ span_id: "bound" }).info("m", { trace_id: "own" });
  expect(JSON.parse(lines()[0] as string)).toMatchObject({
    ...FIELDS,
    trace_id_: "own",
    span_id_: "bound",
  });
});

test("each of several backends has the ids", () => {
  const [one, other] = [memory(), memory()];
  const { runtime, log } = make({
    trace: () => IDS,
    backend: [
      { backend: one, format: "json" },
      { backend: other, format: "logfmt" },
    ],
  });
  log.info("m");
  runtime.flushSync();
  expect(one.lines[0]).toContain(IDS.traceId);
  expect(other.lines[0]).toContain(IDS.traceId);
});

describe("a function of the program that is asked for the ids", () => {
  test("may have none", () => {
    const { log, traces } = make({ trace: () => undefined });
    log.info("m");
    expect(traces()).toEqual([NONE]);
  });

  test("may throw: the record has no ids, and the first error is reported", async () => {
    const { writeSync } = await import("node:fs");
    const told: unknown[] = [];
    const fs = (await import("node:fs")).default;
    vi.spyOn(fs, "writeSync").mockImplementation(((fd: number, text: string) => {
      if (fd !== 2) return writeSync(fd, text);
      told.push(text);
      return text.length;
    }) as typeof writeSync);
    const { log, traces } = make({
      trace: () => {
        throw new Error("no tracer");
      },
    });
    log.info("one");
    log.info("two");
    expect(traces()).toEqual([NONE, NONE]);
    expect(told).toEqual(["fastlog: trace: no tracer\n"]);
  });

  test("may log: both records are whole", () => {
    let log: { info(message: string): void } | undefined;
    const made = make({
      trace: () => {
        log?.info("nested");
        return IDS;
      },
    });
    log = made.log;
    made.log.info("outer");
    const messages = made.lines().map((line) => JSON.parse(line).msg);
    expect(messages).toEqual(["outer", "nested"]);
    expect(made.traces()).toEqual([FIELDS, NONE]);
  });
});

test.each([7, "on", {}, null])("trace: %j is an error that says what is expected", (trace) => {
  expect(() => new Runtime({}).configure({ trace } as never)).toThrow(
    /invalid option trace=.*: expected "auto", true, false, or a function/,
  );
});

test("the type of the option is precise", () => {
  expectTypeOf<NonNullable<Options["trace"]>>().toEqualTypeOf<
    boolean | "auto" | (() => TraceIds | undefined)
  >();
});
