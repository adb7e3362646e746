import { setImmediate as nextTurn } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { Copying } from "../../test/fixtures/unit/backends.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { parseFilter } from "../filter/filter.ts";
import type { Level } from "../level.ts";
import { targetOf } from "../target.ts";
import { Dispatcher } from "./dispatcher.ts";
import { makeLogger } from "./make-logger.ts";

const HERE = targetOf(import.meta.url);

/** How often the stack is looked at while something runs. */
function looks(run: () => void): number {
  const limit = Error.stackTraceLimit;
  let count = 0;
  Object.defineProperty(Error, "stackTraceLimit", {
    configurable: true,
    get: () => limit,
    set: () => count++,
  });
  try {
    run();
  } finally {
    Object.defineProperty(Error, "stackTraceLimit", {
      configurable: true,
      enumerable: true,
      writable: true,
      value: limit,
    });
  }
  return count;
}

describe("a plain call", () => {
  test("has the target of the module that calls", () => {
    const recording = new Recording({ template: "{target}: {message}" });
    recording.plain.info("message");
    recording.plain.info("with {}", 1);
    recording.plain.info`tagged ${1}`;
    recording.plain.log("info", "at a level");
    recording.plain.info(() => "lazy");
    expect(recording.lines()).toEqual(
      ["message", "with 1", "tagged 1", "at a level", "lazy"].map((text) => `${HERE}: ${text}`),
    );
  });

  test.each<[filter: string, levels: Level[]]>([
    [`info,${HERE}=debug`, ["info", "debug"]],
    [`info,${HERE}=warn`, ["warn"]],
    [`off,${HERE}=info`, ["info"]],
    [`info,${HERE}=off`, []],
    ["warn,another=trace", ["warn"]],
  ])("passes %s as its module's directive says", (filter, passing) => {
    const recording = new Recording({ filter, template: "{level}" + " {message}" });
    const log = (level: Level) => {
      recording.plain[level]("message");
      recording.plain[level]("with {}", 1);
      recording.plain[level]`tagged ${1}`;
    };
    for (const level of ["warn", "info", "debug", "trace"] as const) log(level);
    const expected = (["warn", "info", "debug", "trace"] as const)
      .filter((level) => passing.some((least) => rank(level) <= rank(least)))
      .flatMap((level) =>
        ["message", "with 1", "tagged 1"].map((m) => `${level.toUpperCase()} ${m}`),
      );
    expect(recording.lines()).toEqual(expected);
  });

  test("does not look at the stack if the filter decides alike for every target", () => {
    const { plain } = new Recording({ filter: "info" });
    expect(looks(() => plain.info("message"))).toBe(0);
    expect(looks(() => plain.info("with {}", 1))).toBe(0);
    expect(looks(() => plain.debug("message"))).toBe(0);
  });

  test("does not look at the stack if its level passes for every target, or for none", () => {
    const { plain } = new Recording({ filter: "info,another=debug" });
    expect(looks(() => plain.info("message"))).toBe(0);
    expect(looks(() => plain.trace("message"))).toBe(0);
    expect(looks(() => plain.debug("message"))).toBeGreaterThan(0);
  });

  test("of a tagged template looks at the stack once for each place", () => {
    const { plain } = new Recording({ template: "{target} {message}" });
    const call = () => plain.info`tagged ${1}`;
    call();
    expect(looks(call)).toBe(0);
  });

  test("of a tagged template looks for its position once for each place", () => {
    const recording = new Recording({ template: "{file}:{line} {message}" });
    const call = (value: number) => recording.app.info`tagged ${value}`;
    const other = () => recording.app.info`other`;
    call(1);
    other();
    expect(looks(() => call(2))).toBe(0);
    expect(looks(other)).toBe(0);
    const [first = "", second = "", ...again] = recording.lines();
    expect(first).toMatch(/dispatcher\.test\.ts:\d+ tagged 1$/);
    expect(again).toEqual([first.replace(/1$/, "2"), second]);
    expect(second).not.toBe(first.replace("tagged 1", "other"));
  });
});

const ORDER: readonly Level[] = ["fatal", "error", "warn", "info", "debug", "trace"];
const rank = (level: Level) => ORDER.indexOf(level);

test("a named call never looks at the stack", () => {
  const { app } = new Recording({ filter: "info,app=debug", template: "{target} {message}" });
  expect(looks(() => app.debug("message"))).toBe(0);
  expect(looks(() => app.debug("with {}", 1))).toBe(0);
});

describe("whether a level is enabled", () => {
  test("depends on the calling module's target if the filter does", () => {
    const { plain } = new Recording({ filter: `info,${HERE}=debug` });
    expect([plain.isEnabled("debug"), plain.isEnabled("trace")]).toEqual([true, false]);
    const other = new Recording({ filter: "info,another=debug" });
    expect([other.plain.isEnabled("debug"), other.plain.isEnabled("info")]).toEqual([false, true]);
  });

  test("does not depend on the pattern", () => {
    const { app } = new Recording({ filter: "info/never" });
    expect([app.isEnabled("info"), app.isEnabled("debug")]).toEqual([true, false]);
  });
});

describe("a pattern", () => {
  const logged = (filter: string) => {
    const recording = new Recording({ filter });
    const { app } = recording;
    app.info("read timeout");
    app.info("read ok");
    app.info("{} after {}ms", "timeout", 5);
    app.info("{what} now", { what: "timeout" });
    app.info`timeout of ${1}`;
    app.info(() => "lazy timeout");
    app.info({ a: 1 }, "timeout with fields");
    app.info("ok", { hidden: "timeout" });
    app.info("ok", "timeout");
    app.error(new Error("timeout error"), "timeout too");
    return recording.lines().map((line) => line.replace(/ err=.*/, ""));
  };

  test("passes the records whose message matches, in whatever form they are logged", () => {
    expect(logged("info/timeout")).toEqual([
      "read timeout",
      "timeout after 5ms",
      "timeout now what=timeout",
      "timeout of 1",
      "lazy timeout",
      "timeout with fields a=1",
      "ok timeout",
      "timeout too",
    ]);
  });

  test("is matched against the unescaped message", () => {
    const recording = new Recording({ filter: "info/^a\\tb\\x1b.\\n$" });
    recording.app.info("a\tb\u001b[\n");
    recording.app.info("a\tb\u001b{}\n", "x");
    recording.app.info("a\\tb\\u001b[\\n");
    expect(recording.lines()).toEqual(["a\\tb\\u001b[\\n", "a\\tb\\u001bx\\n"]);
  });

  test("does not match in the fields", () => {
    expect(logged("info/hidden")).toEqual([]);
  });

  test("follows the filter", () => {
    const recording = new Recording({ filter: "info/a" });
    recording.gates.use(parseFilter("info/b").filter, true);
    recording.app.info("a");
    recording.app.info("b");
    expect(recording.lines()).toEqual(["b"]);
  });
});

test("without a pipeline the arguments are not looked at", () => {
  const { gates, turn } = new Recording();
  const app = makeLogger(new Dispatcher(gates, turn, () => undefined), gates.named("app"));
  app.info("message");
  app.info(() => {
    throw new Error("called");
  });
  expect(turn.open).toBe(false);
});

describe("a record", () => {
  const backend = new Copying();
  afterEach(() => backend.chunks.splice(0));

  test("reaches the backend at the end of its turn, not before", async () => {
    const { app, turn } = new Recording({ backend });
    app.info("one");
    app.info("two {}", 2);
    expect([turn.open, backend.chunks.length]).toEqual([true, 0]);
    await nextTurn();
    expect(backend.chunks.map(String)).toEqual(["one\ntwo 2\n"]);
  });

  test("at or above flushOn reaches the backend before its call returns, with all earlier ones", () => {
    const { app } = new Recording({ backend, flushOn: "error" });
    app.info("before");
    app.error("now");
    expect(backend.chunks.map(String)).toEqual(["before\nnow\n"]);
    app.fatal("now {}", 2);
    expect(backend.chunks.map(String)).toEqual(["before\nnow\n", "now 2\n"]);
    app.warn("later");
    expect(backend.chunks).toHaveLength(2);
  });

  test("has the time of a replaced Date from the next turn on", async () => {
    let wall = 0;
    const time = { monotonic: () => 1_000n, wall: () => wall };
    const own = new Copying();
    const { app } = new Recording({ backend: own, template: "{date:s} {message}", time });
    app.info("before");
    wall = Date.UTC(2030, 0, 1);
    app.info("within");
    await nextTurn();
    app.info("after");
    await nextTurn();
    expect(own.chunks.map(String).join("")).toBe(
      "1970-01-01T00:00:00Z before\n1970-01-01T00:00:00Z within\n2030-01-01T00:00:00Z after\n",
    );
  });
});
