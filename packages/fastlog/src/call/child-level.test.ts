import { describe, expect, test } from "vitest";
import { toldWhile } from "../../test/fixtures/unit/complaints.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { parseFilter } from "../filter/filter.ts";
import { LEVEL_NAMES, type Level, type LevelName } from "../level.ts";
import type { ChildOptions } from "./child-options.ts";
import type { Logger } from "./logger.ts";
import { makeLogger } from "./make-logger.ts";

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

  test("follows every change of the filter from the next call on", () => {
    const { recording, child, passed } = all({});
    expect(passed()).toEqual(["FATAL", "ERROR", "WARN", "INFO"]);
    expect(child.level).toBe("info");
    recording.gates.use(parseFilter("off,app=debug").filter, true);
    expect(passed()).toEqual(["FATAL", "ERROR", "WARN", "INFO", "DEBUG"]);
    expect([child.level, child.isEnabled("debug"), child.isEnabled("trace")]).toEqual([
      "debug",
      true,
      false,
    ]);
    recording.gates.use(parseFilter("off").filter, true);
    expect(passed()).toEqual([]);
    expect([child.level, child.isEnabled("fatal")]).toEqual(["silent", false]);
  });

  test.each([...LEVEL_NAMES])(
    "may be set to %s: that passes of what the operator's filter lets pass",
    (level) => {
      const { recording, child, passed } = all({ level }, "off");
      const expectFrom = (filter: Level | "off") => {
        recording.gates.use(parseFilter(filter).filter, true);
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
    recording.gates.use(parseFilter("off").filter, true);
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

  test.each<[level: unknown, passes: Level]>([
    ["INFO", "info"],
    ["Warning", "warn"],
    ["critical", "fatal"],
    [40, "warn"],
    [35, "warn"],
  ])("may be %j, which is %s", (level, passes) => {
    const { child, passed } = all({ level: level as Level }, "trace");
    expect(child.level).toBe(passes);
    expect(passed().at(-1)).toBe(passes.toUpperCase());
  });

  test.each([[""], [null], [undefined]])("that is %j is that of its parent", (level) => {
    const recording = new Recording({ filter: "trace" });
    const told = toldWhile(() => {
      const parent = recording.app.child({}, { level: "warn" });
      expect(parent.child({}, { level: level as unknown as Level }).level).toBe("warn");
    });
    expect(told).toEqual([]);
  });

  test.each([["wran"], ["toString"], ["a".repeat(1_000)], [7], [{}], [Symbol("level")]])(
    "that is none (%s) is that of its parent, and is named once on stderr",
    (level) => {
      const recording = new Recording({ filter: "trace" });
      const told = toldWhile(() => {
        const parent = recording.app.child({}, { level: "warn" });
        for (let i = 0; i < 3; i++) {
          expect(parent.child({}, { level: level as Level }).level).toBe("warn");
        }
      });
      expect(told).toEqual([expect.stringMatching(/^fastlog: level of a logger: unknown level /)]);
      expect(told[0]).toContain("expected silent, off, fatal, error");
    },
  );

  test("that is misspelt is reported with the level that was probably meant", () => {
    const { app } = new Recording();
    const told = toldWhile(() => app.child({}, { level: "erorr" as Level }));
    expect(told).toEqual([expect.stringContaining('did you mean "error"?')]);
  });

  test("does not make its function silent log anything", () => {
    const recording = new Recording();
    recording.app.silent("x");
    recording.app.child({}, { level: "trace" }).silent({ a: 1 }, "x");
    expect(recording.lines()).toEqual([]);
  });

  test("leaves the filter's pattern unchanged", () => {
    const recording = new Recording({ filter: "info/yes" });
    const child = recording.app.child({ a: 1 }, { level: "trace" });
    child.info("yes");
    child.info("no");
    child.info("{}", "yes");
    expect(recording.lines()).toEqual(["yes a=1", "yes a=1"]);
  });
});

describe("a level where the filter is the program's own", () => {
  const ways = [
    ["of a child", (app: Logger, level: LevelName | "silent") => app.child({}, { level })],
    [
      "that is set",
      (app: Logger, level: LevelName | "silent") => {
        app.level = level;
        return app;
      },
    ],
    [
      "of a child that is set",
      (app: Logger, level: LevelName | "silent") => {
        const child = app.child({});
        child.level = level;
        return child;
      },
    ],
  ] as const;

  test.each(ways)("%s replaces the filter, and is in no other logger", (_, levelled) => {
    const recording = new Recording({ filter: "warn,app=error", isFinal: false });
    const other = makeLogger(recording.dispatcher, recording.gates.named("app"));
    const logger = levelled(recording.app, "debug");
    logger.trace("closed");
    logger.debug("open");
    logger.child({ a: 1 }).debug("inherited");
    other.warn("the filter's");
    expect([logger.level, logger.isEnabled("debug"), logger.isEnabled("trace")]).toEqual([
      "debug",
      true,
      false,
    ]);
    expect(recording.lines()).toEqual(["open", "inherited a=1"]);
  });

  test.each(ways)("%s keeps to it whatever the program's filter becomes", (_, levelled) => {
    const recording = new Recording({ filter: "info", isFinal: false });
    const logger = levelled(recording.app, "info");
    for (const filter of ["off", "trace"]) {
      recording.gates.use(parseFilter(filter).filter, false);
      logger.info(filter);
      logger.debug("closed");
    }
    expect(recording.lines()).toEqual(["off", "trace"]);
  });

  test.each(ways)("%s opens nothing once the operator has set the filter", (_, levelled) => {
    const recording = new Recording({ filter: "info", isFinal: false });
    const logger = levelled(recording.app, "debug");
    recording.gates.use(parseFilter("warn").filter, true);
    logger.info("closed");
    logger.warn("open");
    expect(logger.level).toBe("warn");
    expect(recording.lines()).toEqual(["open"]);
  });

  test("narrows a logger whose target is the calling module's, and opens nothing", () => {
    const recording = new Recording({ filter: "info", isFinal: false });
    recording.plain.child({}, { level: "debug" }).debug("closed");
    recording.plain.child({}, { level: "warn" }).info("closed");
    recording.plain.child({}, { level: "warn" }).warn("open");
    expect(recording.lines()).toEqual(["open"]);
  });
});

describe("a logger's level", () => {
  test("can be set, which narrows the filter for it and the children that it makes afterwards", () => {
    const recording = new Recording({ filter: "debug" });
    for (const logger of [recording.app, recording.app.child({})]) {
      const before = logger.child({});
      logger.level = "error";
      logger.warn("closed");
      logger.log("warn", "closed");
      logger.error("open");
      logger.child({}).warn("closed");
      before.warn("made before");
      expect([logger.level, logger.isEnabled("warn")]).toEqual(["error", false]);
      logger.level = "trace";
      logger.debug("wider");
      logger.trace("closed by the filter");
      expect(logger.level).toBe("debug");
      logger.level = "silent";
      logger.fatal("closed");
      expect(recording.lines()).toEqual(["open", "made before", "wider"]);
    }
  });

  test("leaves another logger of the same target as it is", () => {
    const recording = new Recording({ filter: "info" });
    const other = makeLogger(recording.dispatcher, recording.gates.named("app"));
    recording.app.level = "error";
    other.info("open");
    recording.app.info("closed");
    expect(recording.lines()).toEqual(["open"]);
  });

  test("follows the filter after it was set", () => {
    const recording = new Recording({ filter: "off" });
    recording.app.level = "warn";
    recording.app.error("closed");
    recording.gates.use(parseFilter("trace").filter, true);
    recording.app.warn("open");
    recording.app.info("narrower");
    expect(recording.lines()).toEqual(["open"]);
  });
});
