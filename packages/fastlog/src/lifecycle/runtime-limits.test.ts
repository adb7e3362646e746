import { describe, expect, test } from "vitest";
import { memory } from "../backend/memory.ts";
import type { Logger } from "../call/logger.ts";
import { grantLease } from "../config/lease-changes.ts";
import type { Options } from "../config/options.ts";
import { targetOf } from "../target.ts";
import type { TraceIds } from "../trace/trace-ids.ts";
import { Runtime } from "./runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const HERE = targetOf(import.meta.url);
const FORMAT = { template: "{level} {target} {message}" } as const;

function make(options: Options = {}, environment: Record<string, string> = {}) {
  const backend = memory();
  const runtime = new Runtime(environment);
  runtime.configure({ backend, format: FORMAT, ...options });
  const lines = () => {
    runtime.flushSync();
    const all = backend.lines.map((line) => line.replace(/in [\d.]+ m?s/, "in T"));
    backend.clear();
    return all;
  };
  return { runtime, lines, app: runtime.logger("app") };
}

const repeat = (count: number, action: (i: number) => void) => {
  for (let i = 0; i < count; i++) action(i);
};

describe("a limit of the filter", () => {
  test("keeps so many of each message, and tells the rest at their level and target when another filter comes", () => {
    const { runtime, lines, app } = make({}, { LOG: "info,app=debug@2/h" });
    repeat(4, (i) => {
      app.debug("cache miss for {}", i);
      app.info("other {}", i);
      runtime.logger("free").info("free");
    });
    runtime.setFilter("info");
    expect(lines()).toEqual([
      ...[0, 1].flatMap((i) => [
        `DEBUG app cache miss for ${i}`,
        `INFO app other ${i}`,
        "INFO free free",
      ]),
      "INFO free free",
      "INFO free free",
      'DEBUG app 2 records like "cache miss for {}" were held back in T (app, 2/h) heldBack=2',
      'INFO app 2 records like "other {}" were held back in T (app, 2/h) heldBack=2',
    ]);
  });

  test("counts what the calls of any form have as their message", () => {
    const { runtime, lines, app } = make({ filter: "info@1/h" });
    const event = runtime.defineEvent("info", "event {id}", {
      type: "object",
      properties: { id: { type: "number" } },
    });
    const site = runtime.site("at {}", "app", "/a.js", 1, 1) as never;
    const bare = runtime.site(undefined, "app", "/b.js", 7, 1) as never;
    const error = new Error("reason");
    repeat(3, (i) => {
      app.info("text");
      app.info("with {} {} {} {} {}", i, 1, 2, 3, 4);
      app.info`tagged ${i}`;
      app.info({ i }, "pino");
      app.info({ i }, "pino {}", i);
      app.error({ i });
      app.info({ i });
      app.info(() => "lazy");
      app.warn(error);
      event({ id: i }, app);
      app.info(site, i);
      app.info(bare, "whatever {}", i);
      app.child({ i }, { msgPrefix: "p " }).info("child");
      app.log("info", "log {}", i);
    });
    runtime.setFilter("info");
    const told = lines().filter((line) => line.includes("held back"));
    expect(told.map((line) => line.split(/records? | (?:was|were) held/)[1])).toEqual([
      'like "text"',
      'like "with {} {} {} {} {}"',
      'like "tagged {}"',
      'like "pino"',
      'like "pino {}"',
      "without a message",
      'like "lazy"',
      'like "reason"',
      'like "event {id}"',
      'like "at {}"',
      'like "/b.js:7"',
      'like "child"',
      'like "log {}"',
    ]);
    expect(told.every((line) => line.includes("heldBack=2"))).toBe(true);
  });

  test("counts only records that the filter's expression lets pass", () => {
    const { lines, app, runtime } = make({ filter: "info@2/h/miss" });
    repeat(3, () => {
      app.info("hit");
      app.info("a {}", "miss");
    });
    runtime.setFilter("info");
    expect(lines().slice(-1)[0]).toContain("1 record like");
    expect(runtime.stats().heldBack).toEqual({ limited: 1, sampled: 0, notices: 1 });
  });

  test("finds the target of the calling module where it decides, and only there", () => {
    const { lines, runtime } = make({
      filter: `info,${HERE}=info@1/h`,
      format: { template: "{message}" },
    });
    repeat(3, () => runtime.plain.info("a"));
    repeat(3, () => runtime.plain.error("b"));
    expect(lines()).toEqual(["a", "b", "b", "b"]);
  });

  test("holds for children, and for loggers that open more by a level of their own", () => {
    const { lines, app } = make({ filter: "info@1/h" });
    const child = app.child({ a: 1 }, { level: "debug" });
    repeat(2, () => child.debug("a"));
    repeat(2, () => app.child({ b: 2 }).info("a"));
    expect(lines()).toEqual(["DEBUG app a a=1", "INFO app a b=2"]);
  });

  test("holds for records inside of records", () => {
    const { lines, app } = make({ filter: "info@2/h" });
    const value = { toJSON: () => app.info("inner") };
    repeat(4, () => app.info("outer", { value }));
    expect(lines().map((line) => line.slice(9, 14))).toEqual(["outer", "inner", "outer", "inner"]);
  });

  test("is lifted by a lease without one, for what the lease lets pass", () => {
    const { lines, app, runtime } = make({ filter: "info@1/h" });
    grantLease(runtime, { kind: "opens", spec: "app=warn", id: "ada" });
    repeat(3, () => {
      app.info("a");
      app.warn("b");
    });
    expect(lines().slice(1)).toEqual(["INFO app a", "WARN app b", "WARN app b", "WARN app b"]);
  });

  test("tells each sink whose filter passes the records that were held back", () => {
    const [all, severe] = [memory(), memory()];
    const { app, runtime } = make({
      filter: "info@1/h",
      backend: [all, { backend: severe, filter: "warn" }],
    });
    repeat(2, () => {
      app.info("a");
      app.warn("b");
    });
    runtime.setFilter("info");
    runtime.flushSync();
    expect([all.lines.length, severe.lines.length]).toEqual([4, 2]);
    expect(severe.lines[1]).toContain('1 record like "b" was held back');
  });

  test("that is invalid is refused by the program, and skipped in LOG", () => {
    const { runtime } = make();
    expect(() => runtime.setFilter("info@10/sec")).toThrow(
      expect.objectContaining({ code: "ERR_FASTLOG_INVALID_FILTER" }),
    );
    expect(() => runtime.configure({ filter: "info@0/s" })).toThrow(/expected from 1/);
  });

  test("has no place in the filter of a backend", () => {
    const { runtime } = make();
    const configure = () =>
      runtime.configure({ backend: { backend: memory(), filter: "app=warn@10/s" } });
    expect(configure).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_FILTER",
        message: expect.stringMatching(/"app=warn@10\/s": .* did you mean "app=warn"\?$/),
      }),
    );
  });
});

describe("the limit of a logger", () => {
  test("is counted by message, whichever logger it comes from", () => {
    const { lines, app, runtime } = make();
    repeat(3, (i) => {
      app.limit("2/h").warn("no answer from {}", i);
      runtime.logger("app").limit("2/h").warn("no answer from {}", i);
      app.child({ i }).limit("2/h").warn("no answer from {}", i);
    });
    expect(lines()).toHaveLength(2);
  });

  test("makes one logger, as long as the level and the bindings stay", () => {
    const { app, lines } = make();
    expect(app.limit("2/s")).toBe(app.limit("2/s"));
    expect(app.every(3)).toBe(app.every(3));
    expect(app.once()).toBe(app.once());
    const before = app.once();
    app.level = "debug";
    expect(app.once()).not.toBe(before);
    app.setBindings({ bound: 1 });
    app.once().debug("a");
    expect(lines()).toEqual(["DEBUG app a bound=1"]);
  });

  test("is that of its children, and takes the place of one that it had", () => {
    const { app, lines } = make();
    const child = app.limit("1/h").child({ a: 1 }, { msgPrefix: "p ", redact: ["b"] });
    repeat(3, () => child.info("x", { b: 2 }));
    repeat(3, () => app.limit("1/h").limit("2/h").info("y"));
    expect(lines()).toEqual(["INFO app p x b=[Redacted] a=1", "INFO app y", "INFO app y"]);
  });

  test("holds for error and fatal, too", () => {
    const { app, lines } = make();
    repeat(3, () => {
      app.once().error("a");
      app.limit("1/h").fatal("b");
    });
    expect(lines()).toEqual(["ERROR app a", "FATAL app b"]);
  });

  test("is not asked for records that the filter's expression does not let pass", () => {
    const { app, lines, runtime } = make({ filter: "info/miss" });
    const twice = app.limit("2/h");
    repeat(3, () => {
      twice.info("hit");
      twice.info("a {}", "hit");
      twice.info("miss");
      twice.info("a {}", "miss");
    });
    expect(lines()).toEqual([
      "INFO app miss",
      "INFO app a miss",
      "INFO app miss",
      "INFO app a miss",
    ]);
    expect(runtime.stats().heldBack.limited).toBe(2);
  });

  test("holds for calls of any form, with their position", () => {
    const { app, lines } = make({ format: { template: "{file} {message}" } });
    const once = app.once();
    const error = new Error("reason");
    repeat(2, (i) => {
      once.info("text");
      once.info("two {} {}", i, { i });
      once.info("many {} {} {} {} {}", i, 1, 2, 3, 4);
      once.info`tagged ${i}`;
      once.info({ i }, "pino");
      once.info(() => "lazy");
      once.error(error);
      once.log("info", "log {}", i);
    });
    const all = lines();
    expect(all).toHaveLength(8);
    for (const line of all) expect(line).toMatch(/runtime-limits\.test\.ts /);
  });

  test("adds to a limit of the filter", () => {
    const { app, lines, runtime } = make({ filter: "info@2/h" });
    repeat(20, () => app.every(4).info("a"));
    expect(lines()).toEqual(["INFO app a", "INFO app a heldBack=3"]);
    runtime.setFilter("info");
    expect(runtime.stats().heldBack.limited).toBe(18);
  });

  test("is not asked for records that do not pass", () => {
    const { app, lines, runtime } = make();
    repeat(3, () => app.once().debug("a"));
    runtime.configure({ filter: "debug" });
    repeat(3, () => app.once().debug("a"));
    expect(lines()).toEqual(["DEBUG app a"]);
    expect(runtime.stats().heldBack.limited).toBe(2);
  });

  test("of the calling module finds its target", () => {
    const { runtime, lines } = make();
    runtime.plain.once().info("a");
    expect(lines()).toEqual([`INFO ${HERE} a`]);
  });

  test("every(n) says with each record how many were held back since the last one", () => {
    const { app, lines, runtime } = make();
    repeat(7, (i) => app.every(3).info("a {}", i, { i }));
    expect(lines()).toEqual([
      "INFO app a 0 i=0",
      "INFO app a 3 i=3 heldBack=2",
      "INFO app a 6 i=6 heldBack=2",
    ]);
    expect(runtime.stats().heldBack).toEqual({ limited: 4, sampled: 0, notices: 0 });
  });

  test.each<[call: (app: Logger) => Logger, message: string]>([
    [
      (app) => app.limit("10" as never),
      'limit="10": expected a number of records as in 100/s, 100/m or 100/h; did you mean "10/s"?',
    ],
    [(app) => app.limit("0/s"), 'limit="0/s": expected from 1 to 1000000000 records'],
    [(app) => app.limit(10 as never), "limit=10: expected a number of records as in 100/s"],
    [(app) => app.every(0), "every=0: expected a whole number from 1"],
    [(app) => app.every(1.5), "every=1.5: expected a whole number from 1"],
    [(app) => app.every("2" as never), 'every="2": expected a whole number from 1'],
  ])("that is invalid is refused: %#", (call, message) => {
    const { app } = make();
    expect(() => call(app)).toThrow(
      expect.objectContaining({
        code: "ERR_FASTLOG_INVALID_OPTION",
        message: expect.stringContaining(`invalid option ${message}`),
      }),
    );
  });
});

describe("the options", () => {
  test("limit all records below error, unless the filter says otherwise", () => {
    const { runtime, lines, app } = make({ limit: "1/h", filter: "info,free=info@2/h" });
    repeat(3, () => {
      app.info("a");
      app.error("b");
      runtime.logger("free").info("a");
    });
    expect(lines().sort()).toEqual([
      "ERROR app b",
      "ERROR app b",
      "ERROR app b",
      "INFO app a",
      "INFO free a",
      "INFO free a",
    ]);
    runtime.configure({ limit: false, filter: "info" });
    lines();
    repeat(3, () => app.info("a"));
    expect(lines()).toHaveLength(3);
  });

  test.each([
    [{ limit: "10/d" }, "limit"],
    [{ limit: true }, "limit"],
    [{ sample: "0%" }, "sample"],
    [{ sample: 50 }, 'did you mean "50%"'],
    [{ sample: "half" }, "sample"],
    [{ sample: { rate: 2 } }, "sample.rate"],
    [{ sample: { rate: 0.5, keep: "wran" } }, "sample.keep"],
    [{ sample: { rate: 0.5, kepp: "warn" } }, 'did you mean "keep"'],
    [{ sample: {} }, "sample.rate"],
  ])("that are invalid are refused, and nothing changes: %j", (options, message) => {
    const { runtime, app, lines } = make({ limit: "1/h" });
    expect(() => runtime.configure(options as Options)).toThrow(message);
    repeat(3, () => app.info("a"));
    expect(lines()).toHaveLength(1);
  });

  test("hold neither in captures, nor do they tell in them what they held back before", () => {
    const { runtime, lines, app } = make({ limit: "1/h" });
    repeat(3, () => app.info("a"));
    const capture = runtime.capture({});
    repeat(3, () => app.info("a"));
    expect(capture.records.map(({ message }) => message)).toEqual(["a", "a", "a"]);
    capture.restore();
    expect(lines()).toEqual([
      "INFO app a",
      'INFO app 2 records like "a" were held back in T (1/h) heldBack=2',
    ]);
  });
});

describe("a sample", () => {
  const trace = (low: string): TraceIds => ({
    traceId: `0af7651916cd43dd84${low.padEnd(14, "0")}`,
    spanId: "b7ad6b7169203331",
  });

  test("keeps the traces whose ids end high enough, and says for how many they stand", () => {
    let ids = trace("e");
    const { app, lines } = make({ sample: "10%", trace: () => ids, format: FORMAT });
    for (const low of ["00", "e7", "e6", "ff", "7"]) {
      ids = trace(low);
      app.info(low);
      app.warn(low);
    }
    expect(
      lines().map((line) => line.replace(/trace_id\S+ span_id\S+ trace_flags\S+ ?/, "")),
    ).toEqual([
      "WARN app 00 ",
      "INFO app e7 sampled=0.1",
      "WARN app e7 ",
      "WARN app e6 ",
      "INFO app ff sampled=0.1",
      "WARN app ff ",
      "WARN app 7 ",
    ]);
  });

  test("keeps all records of a context or none, those of contexts inside of it included", () => {
    const { runtime, app, lines } = make({ sample: { rate: 0.5, keep: "error" } });
    repeat(60, (id) =>
      runtime.withContext({ id }, () => {
        app.info("a");
        runtime.withContext({ inner: true }, () => app.warn("b"));
        app.info("c");
        app.error("d");
      }),
    );
    const counts = new Map<string, number>();
    for (const line of lines()) {
      const id = /id=\d+/.exec(line)?.[0] ?? "";
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect(counts.size).toBe(60);
    expect(new Set(counts.values())).toEqual(new Set([1, 4]));
    const { sampled } = runtime.stats().heldBack;
    expect(sampled).toBe(3 * [...counts.values()].filter((count) => count === 1).length);
  });

  test("of a directive takes the place of the option, and leaves limits in force", () => {
    const { runtime, app } = make({ sample: "1%", filter: "info@100%", limit: "2/h" });
    repeat(10, () => app.info("a"));
    expect(runtime.stats().heldBack).toMatchObject({ limited: 8, sampled: 0 });
  });

  test("keeps about its share of records without trace and context", () => {
    const { runtime, app } = make({ filter: "app=info@25%" });
    repeat(2000, () => app.info("a"));
    const { sampled } = runtime.stats().heldBack;
    expect(sampled).toBeGreaterThan(1300);
    expect(sampled).toBeLessThan(1700);
  });
});

test("Prometheus has the counters", () => {
  const { runtime, app } = make({ filter: "info@1/h" });
  repeat(3, () => app.info("a"));
  runtime.setFilter("info");
  const text = runtime.stats().toPrometheus();
  expect(text).toContain('fastlog_held_back_total{reason="limit"} 2\n');
  expect(text).toContain('fastlog_held_back_total{reason="sample"} 0\n');
  expect(text).toContain("fastlog_held_back_notices_total 1\n");
});

test("close() tells what is held back", async () => {
  const backend = memory();
  const { runtime, app } = make({ filter: "info@1/h", backend });
  repeat(3, () => app.info("a"));
  await runtime.close();
  expect(backend.lines).toEqual(["INFO app a", expect.stringContaining("2 records like")]);
});
