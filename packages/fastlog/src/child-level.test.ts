import { describe, expect, test } from "vitest";
import { Recording } from "../test/fixtures/unit/recording.ts";
import { parseFilter } from "./filter/filter.ts";
import { LEVEL_NAMES, type Level } from "./level.ts";
import type { ChildOptions } from "./logger.ts";

describe("a child's level", () => {
  const all = (options: ChildOptions, filter = "info") => {
    const recording = new Recording({ template: "{level}{message}", filter });
    const child = recording.app.child({}, options);
    const passed = () => {
      for (const level of LEVEL_NAMES) {
        child[level]("");
        child.log(level, "");
      }
      return recording.lines().filter((_, i) => i % 2 === 0);
    };
    return { recording, child, passed };
  };

  test("is what the filter says, from the next call on, whenever that changes", () => {
    const { recording, child, passed } = all({});
    expect(passed()).toEqual(["FATAL", "ERROR", "WARN", "INFO"]);
    expect(child.level).toBe("info");
    recording.gates.filter = parseFilter("off,app=debug").filter;
    expect(passed()).toEqual(["FATAL", "ERROR", "WARN", "INFO", "DEBUG"]);
    expect([child.level, child.isEnabled("debug"), child.isEnabled("trace")]).toEqual([
      "debug",
      true,
      false,
    ]);
    recording.gates.filter = parseFilter("off").filter;
    expect(passed()).toEqual([]);
    expect([child.level, child.isEnabled("fatal")]).toEqual(["silent", false]);
  });

  test.each([...LEVEL_NAMES])("may be set to %s, whatever the filter says", (level) => {
    for (const filter of ["off", "error", "trace"]) {
      const { recording, child, passed } = all({ level }, filter);
      const expected = LEVEL_NAMES.slice(0, LEVEL_NAMES.indexOf(level) + 1);
      expect(passed()).toEqual(expected.map((name) => name.toUpperCase()));
      expect(child.level).toBe(level);
      expect(LEVEL_NAMES.filter((name) => child.isEnabled(name))).toEqual(expected);
      recording.gates.filter = parseFilter(filter === "off" ? "trace" : "off").filter;
      expect(child.level).toBe(level);
    }
  });

  test.each(["silent", "off"] as const)("may be %s: nothing passes", (level) => {
    const { child, passed } = all({ level }, "trace");
    expect(passed()).toEqual([]);
    expect(child.level).toBe("silent");
    expect(child.isEnabled("fatal")).toBe(false);
  });

  test("is that of its own children too, unless they have another one", () => {
    const recording = new Recording({ template: "{target} {message}", filter: "warn" });
    const verbose = recording.app.child({ a: 1 }, { level: "debug" });
    verbose.child({ b: 2 }).debug("inherited");
    verbose.child({ b: 2 }, { level: "error" }).warn("less");
    verbose.child({ b: 2 }, { level: "trace" }).trace("more");
    recording.app.child({}).info("the parent's");
    expect(recording.lines()).toEqual(["app inherited a=1 b=2", "app more a=1 b=2"]);
  });

  test.each(["loud", "INFO", "", 30, null, "toString"])(
    "cannot be %j: that throws ERR_FASTLOG_INVALID_LEVEL",
    (level) => {
      const { app } = new Recording();
      expect(() => app.child({}, { level: level as Level })).toThrow(
        expect.objectContaining({ code: "ERR_FASTLOG_INVALID_LEVEL" }),
      );
    },
  );

  test("does not make its function silent log anything", () => {
    const recording = new Recording();
    recording.app.silent("x");
    recording.app.child({}, { level: "trace" }).silent({ a: 1 }, "x");
    expect(recording.lines()).toEqual([]);
  });

  test("leaves the filter its pattern", () => {
    const recording = new Recording({ filter: "off/yes" });
    const child = recording.app.child({ a: 1 }, { level: "trace" });
    child.info("yes");
    child.info("no");
    child.info("{}", "yes");
    expect(recording.lines()).toEqual(["yes a=1", "yes a=1"]);
  });
});
