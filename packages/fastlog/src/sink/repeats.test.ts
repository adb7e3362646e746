import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { until } from "../../test/until.ts";
import { memory } from "../backend/memory.ts";
import type { Options } from "../config/options.ts";
import { Runtime } from "../lifecycle/runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const repeat = (count: number, action: () => void) => {
  for (let i = 0; i < count; i++) action();
};

function make(options: Options = {}) {
  const backend = memory();
  const runtime = new Runtime({});
  runtime.configure({
    backend,
    repeats: "1h",
    format: { template: "{hrtime} {level} {target} {message}" },
    ...options,
  });
  const lines = () => {
    runtime.flushSync();
    return backend.lines.map((line) => line.replace(/^\d+ /, ""));
  };
  return { backend, runtime, lines, app: runtime.logger("app") };
}

describe("equal records that follow each other", () => {
  test("are written once, and the next other one comes behind the number of the rest", () => {
    const { app, lines } = make();
    repeat(4, () => app.info("a {}", 1, { b: true }));
    app.warn("other");
    repeat(2, () => app.info("a {}", 1, { b: true }));
    app.info("a {}", 2, { b: true });
    expect(lines()).toEqual([
      "INFO app a 1 b=true",
      "INFO app last message repeated 3 times repeated=3",
      "WARN app other",
      "INFO app a 1 b=true",
      "INFO app last message repeated 1 time repeated=1",
      "INFO app a 2 b=true",
    ]);
  });

  test("are told at their level and target, whatever comes next", () => {
    const { runtime, lines, app } = make();
    runtime.configure({ filter: "trace" });
    repeat(3, () => app.debug("a"));
    runtime.logger("b").error("c");
    expect(lines()).toEqual([
      "DEBUG app a",
      "DEBUG app last message repeated 2 times repeated=2",
      "ERROR b c",
    ]);
  });

  test("are not those of another level or target, even if the format writes neither", () => {
    const recording = new Recording({ repeats: "1h" });
    recording.app.info("a");
    recording.app.warn("a");
    recording.app.error("a");
    expect(recording.lines()).toEqual(["a", "a", "a"]);
  });

  test("are written again when the time since the first is over", () => {
    let now = 10n ** 9n;
    const recording = new Recording({
      repeats: 5000,
      time: { monotonic: () => now, wall: () => Number(now / 1_000_000n) },
    });
    const { app } = recording;
    repeat(3, () => app.info("a"));
    now += 4_999_000_000n;
    app.info("a");
    now += 1_000_000n;
    repeat(2, () => app.info("a"));
    app.info("b");
    expect(recording.lines()).toEqual([
      "a",
      "last message repeated 3 times repeated=3",
      "a",
      "last message repeated 1 time repeated=1",
      "b",
    ]);
  });

  test("are told when the time is over, though nothing else is logged", async () => {
    const { app, backend } = make({ repeats: 20 });
    repeat(5, () => app.info("a"));
    await until(() => backend.lines.some((line) => line.includes("repeated")));
    const all = backend.lines.filter((line) => line.endsWith(" app a")).length;
    const told = backend.lines.map((line) => Number(/repeated=(\d+)$/.exec(line)?.[1] ?? 0));
    expect(all + told.reduce((sum, count) => sum + count, 0)).toBe(5);
  });
});

test.each<[name: string, options: Options]>([
  ["text", { format: "text" }],
  ["json", { format: "json" }],
  ["json:gcp", { format: "json:gcp" }],
  ["logfmt", { format: "logfmt" }],
  ["syslog, with the fields first", { format: "syslog" }],
  ["masked", { format: "json", redact: { patterns: ["bearer"] } }],
  ["short records", { format: "json", maxRecord: 1024 }],
  ["with fields of the configuration", { format: "text", fields: { service: "shop" } }],
])("records are folded in the format %s", (_, options) => {
  const { runtime, app, backend } = make(options);
  const child = app.child({ child: 1 });
  const event = runtime.defineEvent("info", "event {id}", {
    type: "object",
    properties: { id: { type: "number" } },
  });
  const calls = [
    () => app.info("text"),
    () => app.info("with {}", 7, { a: { b: [1] } }),
    () => child.info("child"),
    () => app.error(Object.assign(new Error("reason"), { stack: "Error: reason" })),
    () => event({ id: 3 }, app),
    () => app.info`tagged ${1}`,
  ];
  // Often, because templates and bindings are prepared only then.
  repeat(12, () => {
    for (const call of calls) repeat(3, call);
  });
  runtime.flushSync();
  // The last one is not told yet.
  expect(backend.lines).toHaveLength(12 * calls.length * 2 - 1);
  expect(backend.lines.filter((line) => line.includes("repeated 2 times"))).toHaveLength(71);
  if (String(options.format).startsWith("json")) for (const line of backend.lines) JSON.parse(line);
});

test("a record whose time stands behind the message is never like the last one", () => {
  const { app, lines } = make({ format: { template: "{message} {hrtime}" } });
  repeat(3, () => app.info("a"));
  expect(lines()).toHaveLength(3);
});

test("each sink folds its own records", () => {
  const [all, severe] = [memory(), memory()];
  const { runtime, app } = make({
    format: { template: "{message}" },
    backend: [all, { backend: severe, filter: "warn" }],
  });
  repeat(3, () => {
    app.warn("a");
    app.info("b");
  });
  app.warn("c");
  runtime.flushSync();
  expect(all.lines).toEqual(["a", "b", "a", "b", "a", "b", "c"]);
  expect(severe.lines).toEqual(["a", "last message repeated 2 times repeated=2", "c"]);
  expect(runtime.stats().backends.map(({ repeated }) => repeated)).toEqual([undefined, 2]);
  expect(runtime.stats().toPrometheus()).toMatch(
    /fastlog_repeated_total\{backend="memory: \(2\)"\} 2\n/,
  );
});

test("records inside of records come between those that follow each other", () => {
  const { app, lines } = make();
  const value = { toJSON: () => app.info("inner") };
  const outer = () => app.info("outer", { value });
  repeat(2, outer);
  expect(lines()).toEqual(["INFO app outer", "INFO app inner", "INFO app outer", "INFO app inner"]);
});

test("what was folded is told before other options, and by close()", async () => {
  const { app, runtime, lines, backend } = make();
  repeat(3, () => app.info("a"));
  runtime.configure({ repeats: false });
  repeat(2, () => app.info("a"));
  runtime.configure({ repeats: "1m" });
  repeat(2, () => app.info("b"));
  expect(lines().slice(0, 4)).toEqual([
    "INFO app a",
    "INFO app last message repeated 2 times repeated=2",
    "INFO app a",
    "INFO app a",
  ]);
  await runtime.close();
  expect(backend.lines.at(-1)).toContain("last message repeated 1 time");
});

test.each([["never"], [0], [true], [{}], ["2d"]])("%j is refused", (repeats) => {
  const { runtime } = make();
  expect(() => runtime.configure({ repeats } as never)).toThrow(
    /invalid option repeats=.* expected a time/,
  );
});

test("what is written, dropped and folded adds up to what was logged and told", () => {
  const text = fc.constantFrom("a", "b", "c".repeat(300), "d".repeat(5000));
  const step = fc.tuple(
    fc.constantFrom("log", "log", "log", "flush", "inside", "configure"),
    text,
    fc.nat(4),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), fc.boolean(), (steps, isSmall) => {
      const { runtime, app, backend } = make({
        format: "json",
        maxRecord: 2048,
        ...(isSmall && { buffer: 4096 }),
      });
      let logged = 0;
      const log = (message: string, value?: unknown) => {
        logged++;
        app.info(message, { value });
      };
      for (const [what, message, count] of steps) {
        if (what === "log") repeat(count, () => log(message));
        else if (what === "flush") runtime.flushSync();
        else if (what === "inside") log(message, { toJSON: () => log("inner") });
        else runtime.configure({ repeats: count === 0 ? false : count * 60_000 });
      }
      runtime.configure({});
      runtime.flushSync();
      const [{ records, dropped, notices, repeated = 0 }] = runtime.stats().backends as never as [
        Record<"records" | "dropped" | "notices" | "repeated", number>,
      ];
      expect(records + dropped + repeated).toBe(logged + notices);
      const told = backend.lines.map((line) => JSON.parse(line).repeated ?? 0);
      if (dropped === 0) expect(told.reduce((sum, more) => sum + more, 0)).toBe(repeated);
    }),
    { numRuns: 80 },
  );
});
