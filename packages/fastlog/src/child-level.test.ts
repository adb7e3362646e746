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

  test.each([...LEVEL_NAMES])(
    "may be set to %s: that passes of what the filter lets pass",
    (level) => {
      const { recording, child, passed } = all({ level }, "off");
      const expectFrom = (filter: Level | "off") => {
        recording.gates.filter = parseFilter(filter).filter;
        const most = Math.min(LEVEL_NAMES.indexOf(level), LEVEL_NAMES.indexOf(filter as Level));
        const expected = LEVEL_NAMES.slice(0, most + 1);
        expect(passed()).toEqual(expected.map((name) => name.toUpperCase()));
        expect(child.level).toBe(expected.at(-1) ?? "silent");
        expect(LEVEL_NAMES.filter((name) => child.isEnabled(name))).toEqual(expected);
      };
      for (const filter of ["off", ...LEVEL_NAMES, "off"] as const) expectFrom(filter);
    },
  );

  test("narrows a logger whose target is the calling module's, too", () => {
    const recording = new Recording({
      template: "{target} {message}",
      filter: "off,fastlog=debug",
    });
    const child = recording.plain.child({}, { level: "info" });
    child.info("passes");
    child.debug("is too verbose for the child");
    recording.gates.filter = parseFilter("off").filter;
    child.info("is closed by the filter");
    expect(recording.lines()).toEqual([expect.stringMatching(/^fastlog::\S+ passes$/)]);
  });

  test.each(["silent", "off"] as const)("may be %s: nothing passes", (level) => {
    const { child, passed } = all({ level }, "trace");
    expect(passed()).toEqual([]);
    expect(child.level).toBe("silent");
    expect(child.isEnabled("fatal")).toBe(false);
  });

  test("is that of its own children too, unless they have another one", () => {
    const recording = new Recording({ template: "{target} {message}", filter: "trace" });
    const verbose = recording.app.child({ a: 1 }, { level: "debug" });
    verbose.child({ b: 2 }).debug("inherited");
    verbose.child({ b: 2 }).trace("inherited");
    verbose.child({ b: 2 }, { level: "error" }).warn("less");
    verbose.child({ b: 2 }, { level: "trace" }).trace("more");
    recording.app.child({}).trace("the filter's");
    expect(recording.lines()).toEqual([
      "app inherited a=1 b=2",
      "app more a=1 b=2",
      "app the filter's",
    ]);
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
    const recording = new Recording({ filter: "info/yes" });
    const child = recording.app.child({ a: 1 }, { level: "trace" });
    child.info("yes");
    child.info("no");
    child.info("{}", "yes");
    expect(recording.lines()).toEqual(["yes a=1", "yes a=1"]);
  });
});
