import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { Holding } from "../../test/fixtures/unit/backends.ts";
import { toldWhile } from "../../test/fixtures/unit/complaints.ts";
import {
  configure,
  createLevels,
  defineEvent,
  enabled,
  flushSync,
  info,
  type LevelledLogger,
  type LogFunction,
  logger,
  memory,
  type OwnLevel,
  type RecordLevel,
  setFilter,
  stats,
} from "../index.ts";
import { capture } from "../testing.ts";

const before = logger("app");
const child = before.child({ id: 1 });

const {
  wire,
  notice,
  audit,
  levels,
  logger: named,
  withLevels,
} = createLevels({
  wire: 5,
  notice: { number: 35, color: "cyan", syslog: "alert" },
  audit: { number: 45, color: ["bold", "magenta"] },
});

afterEach(() => {
  setFilter("info");
  configure({ format: "text", color: "auto", flushOn: "fatal" });
});

/** The records of an action, each as its level, target and message. */
function recordsOf(action: () => void, filter = "wire"): string[] {
  const captured = capture({ filter });
  try {
    action();
    return captured.records.map(
      ({ level, target, message, fields }) =>
        `${level} ${target} ${message}${Object.keys(fields).length === 0 ? "" : ` ${JSON.stringify(fields)}`}`,
    );
  } finally {
    captured.restore();
  }
}

/** The text of an action in a format. */
function textOf(action: () => void, options: Parameters<typeof configure>[0]): string {
  const backend = memory();
  configure({ filter: "wire", backend, ...options });
  setFilter("wire");
  action();
  flushSync();
  return backend.text;
}

describe("the functions of one's own levels", () => {
  test("take what info takes", () => {
    const records = recordsOf(() => {
      notice("user {} of {name}", 7, { name: "shop" });
      audit({ id: 1 }, "pino's order");
      audit(new Error("alone"));
      notice`tagged ${1}`;
      wire(() => "lazy");
      notice("five", 1, 2, 3, 4);
    });
    expect(records.map((record) => record.replace(/ ".*| \{"err.*/, ""))).toEqual([
      expect.stringMatching(/^notice \S+ user 7 of shop {"name":"shop"}$/),
      expect.stringMatching(/^audit \S+ pino's order {"id":1}$/),
      expect.stringMatching(/^audit \S+ alone/),
      expect.stringMatching(/^notice \S+ tagged 1$/),
      expect.stringMatching(/^wire \S+ lazy$/),
      expect.stringMatching(/^notice \S+ five 1 2 3 4$/),
    ]);
  });

  test("have the target of the calling module, as info has", () => {
    const [own, six] = recordsOf(() => {
      notice("x");
      info("x");
    });
    expect(own?.replace("notice", "info")).toBe(six);
  });

  test("are members of named loggers and of children, of those made before, too", () => {
    const records = recordsOf(() => {
      named("shop").audit("named");
      named("shop").child({ a: 1 }).child({ b: 2 }).notice("child");
      withLevels(before).notice("earlier");
      withLevels(child).audit("earlier child");
    });
    expect(records).toEqual([
      "audit shop named",
      'notice shop child {"a":1,"b":2}',
      "notice app earlier",
      'audit app earlier child {"id":1}',
    ]);
  });

  test("are the same function at each use, and can be replaced", () => {
    const one = named("shop").child({});
    expect(one.notice).toBe(one.notice);
    const replacement = () => {};
    (one as { notice: LogFunction }).notice = replacement;
    expect(one.notice).toBe(replacement);
  });

  test("have bindings that are set later", () => {
    const one = named("shop").child({ a: 1 });
    const records = recordsOf(() => {
      one.notice("x");
      one.setBindings({ b: 2 });
      one.notice("y");
    });
    expect(records).toEqual(['notice shop x {"a":1}', 'notice shop y {"a":1,"b":2}']);
  });

  test("have the types of info", () => {
    expectTypeOf(notice).toEqualTypeOf<LogFunction>();
    expectTypeOf(named("shop").audit).toEqualTypeOf<LogFunction>();
    expectTypeOf(named("shop").child({ a: 1 }).child().wire).toEqualTypeOf<LogFunction>();
    expectTypeOf(named("shop")).toExtend<ReturnType<typeof logger>>();
    expectTypeOf(withLevels).returns.toEqualTypeOf<LevelledLogger<"wire" | "notice" | "audit">>();
    expectTypeOf(levels.audit).toEqualTypeOf<OwnLevel<"audit">>();
    expectTypeOf(levels.audit).toExtend<RecordLevel>();
    const unlogged = (): void => {
      // @ts-expect-error an argument is missing
      notice("{} {}", 1);
      // @ts-expect-error a field is missing
      named("shop").audit("{name}", { id: 1 });
      // @ts-expect-error no such level
      named("shop").child().loud("x");
      // @ts-expect-error any text is no level
      configure({ flushOn: "loud" });
      // @ts-expect-error a definition has a number
      createLevels({ loud: {} });
      // @ts-expect-error no colour
      createLevels({ loud: { number: 41, color: "orange" } });
      // @ts-expect-error no severity
      createLevels({ loud: { number: 41, syslog: "error" } });
    };
    expect(unlogged).toBeTypeOf("function");
  });
});

describe("a level of one's own", () => {
  test.each([
    ["warn", ["warn", "audit"]],
    ["notice", ["warn", "notice", "audit"]],
    ["NOTICE", ["warn", "notice", "audit"]],
    ["info", ["info", "warn", "notice", "audit"]],
    ["audit", ["audit"]],
    ["error,app=notice", ["warn", "notice", "audit"]],
    ["wire", ["trace", "info", "warn", "wire", "notice", "audit"]],
    ["trace", ["trace", "info", "warn", "notice", "audit"]],
    ["app", ["trace", "info", "warn", "wire", "notice", "audit"]],
    ["off", []],
  ])("stands between the six in the filter %j", (filter, expected) => {
    const app = withLevels(before);
    const records = recordsOf(() => {
      for (const level of ["trace", "info", "warn", "wire", "notice", "audit"] as const) {
        app[level]("x");
      }
    }, filter);
    expect(records.map((record) => record.split(" ")[0])).toEqual(expected);
  });

  test.each([
    ["notice", "notice"],
    ["NOTICE", "notice"],
    ["Audit", "audit"],
    [35, "notice"],
    ["45", "audit"],
    [36, "notice"],
    [5, "wire"],
    ["err", "error"],
  ])("is meant by log(%j, …): %s", (given, level) => {
    const records = recordsOf(() => {
      before.log(given as "info", "x");
      before.log({ level: given, message: "x" });
    });
    expect(records).toEqual([`${level} app x`, `${level} app x`]);
  });

  test("alone is the level and the message of log", () => {
    expect(recordsOf(() => before.log("audit"))).toEqual(["audit app audit"]);
  });

  test("is what enabled and level tell, and what a logger can be set to", () => {
    setFilter("notice");
    expect([enabled(levels.notice), enabled("info"), enabled(levels.audit)]).toEqual([
      ...[true, false, true],
    ]);
    expect([enabled(34), enabled(29)]).toEqual([true, false]);
    const one = before.child({});
    expect(one.level).toBe("notice");
    one.level = levels.audit;
    expect([one.level, one.isEnabled("warn")]).toEqual(["audit", false]);
    expect(before.child({}, { level: "audit" }).level).toBe("audit");
  });

  test("is among the levels that code for pino reads", () => {
    expect(before.levels.values).toMatchObject({ info: 30, notice: 35, audit: 45, wire: 5 });
    expect(before.levels.labels).toMatchObject({
      30: "info",
      35: "notice",
      45: "audit",
      5: "wire",
    });
  });

  test.each([
    ["json", /^{"level":35,.*}\n{"level":45,.*}\n{"level":5,.*}\n$/],
    ["logfmt", / level=notice .*\n.* level=audit .*\n.* level=wire .*\n$/],
    ["syslog", /^<9>1 .*\n<12>1 .*\n<15>1 .*\n$/],
    [
      { template: "[{level:8}] {message}" },
      /^\[NOTICE {2}\] x\n\[AUDIT {3}\] x\n\[WIRE {4}\] x\n$/,
    ],
    [{ template: "{message} {level}" }, /^x NOTICE\nx AUDIT\nx WIRE\n$/],
  ] as const)("is written in the format %j", (format, expected) => {
    const each = () => {
      for (const write of [notice, audit, wire]) write("x");
    };
    expect(textOf(each, { format })).toMatch(expected);
    expect(
      textOf(
        () => {
          for (const write of ["notice", "audit", "wire"] as const) named("app")[write]("x");
        },
        { format },
      ),
    ).toMatch(expected);
  });

  test("has its colours", () => {
    const text = textOf(
      () => {
        notice("x");
        audit("x");
      },
      { format: { template: "{level}{message}" }, color: true },
    );
    expect(text).toBe(
      "\u001b[36mNOTICE\u001b[39mx\n\u001b[1m\u001b[35mAUDIT\u001b[39m\u001b[22mx\n",
    );
  });

  test("can be that of a typed event, and of flushOn", () => {
    const changed = defineEvent(levels.audit, "price of {item} changed", {
      type: "object",
      properties: { item: { type: "string" } },
      required: ["item"],
    });
    expect(recordsOf(() => changed({ item: "pen" }, before))).toEqual([
      'audit app price of pen changed {"item":"pen"}',
    ]);
    const backend = memory();
    configure({ backend, flushOn: levels.audit });
    notice("waits");
    expect(backend.text).toBe("");
    audit("is flushed");
    expect(backend.lines).toHaveLength(2);
  });

  test("has a counter of its own for dropped records, of which the severe ones are dropped last", () => {
    const backend = new Holding();
    configure({ backend: { backend, buffer: 8 * 65_536 }, filter: "wire" });
    setFilter("wire");
    const text = "x".repeat(10_000);
    const app = withLevels(before);
    for (let i = 0; i < 100; i++) app.notice(text);
    const [mild] = stats().backends;
    expect(mild?.droppedByLevel["notice"]).toBeGreaterThan(0);
    for (let i = 0; i < 3; i++) app.audit(text);
    app.wire(text);
    const [{ droppedByLevel, dropped } = { droppedByLevel: {}, dropped: 0 }] = stats().backends;
    expect(droppedByLevel).toEqual({
      ...{ notice: mild?.dropped ?? 0, audit: 0, wire: 1 },
      ...{ fatal: 0, error: 0, warn: 0, info: 0, debug: 0, trace: 0 },
    });
    expect(dropped).toBe((mild?.dropped ?? 0) + 1);
    expect(stats().toPrometheus()).toContain(`level="notice"} ${mild?.dropped}\n`);
    backend.release();
    flushSync();
    backend.release();
    const { records, notices } = stats().backends[0] ?? { records: 0, notices: 0 };
    expect(records + dropped).toBe(100 + 3 + 1 + notices);
  });

  test("is in no message about an unknown level but as one that is expected", () => {
    const expected = "off, fatal, error, audit, warn, notice, info, debug, trace or wire";
    expect(() => setFilter("app=notise")).toThrow(
      `unknown level "notise" (expected ${expected}); did you mean "notice"?`,
    );
    expect(toldWhile(() => setFilter("notice"))).toEqual([]);
  });

  test("that is not defined loses no message", () => {
    const records = recordsOf(() => {
      before.log("loud" as "info", "kept {}", 1);
      before.log({ level: "loud", message: "kept" });
      before.log(98 as never, "kept");
    });
    expect(records).toEqual([
      "info app loud kept {} 1",
      'info app  {"level":"loud","message":"kept"}',
      "info app 98 kept",
    ]);
  });
});

describe("levels that are defined while the program logs", () => {
  test("apply from the next record on, in every backend and its filter", () => {
    const [all, some] = [memory(), memory()];
    const entry = { backend: some, filter: "error,app=late1" };
    const told = toldWhile(() => {
      expect(() => configure({ backend: [all, entry] })).toThrow('unknown level "late1"');
    });
    expect(told).toEqual([]);
    configure({
      backend: [all, { backend: some, filter: "late1" }],
      format: { template: "{level} {message}" },
    });
    before.info("first");
    const late = createLevels({ late1: 43 });
    late.logger("app").late1("second");
    before.warn("third");
    flushSync();
    expect(all.lines).toEqual(["INFO first", "LATE1 second", "WARN third"]);
    expect(some.lines).toEqual(["LATE1 second"]);
  });

  test("lose no record if a value that is being logged defines them", () => {
    const backend = memory();
    configure({ backend, format: { template: "{level} {message}" } });
    before.info("outer {}", {
      toJSON() {
        createLevels({ late5: 42 }).logger("app").late5("inner");
        return "value";
      },
    });
    flushSync();
    expect(backend.lines).toEqual(["INFO outer value", "LATE5 inner"]);
  });

  test("apply to a capture that has begun", () => {
    const records = recordsOf(() => {
      before.info("first");
      createLevels({ late2: 44 }).logger("app").late2("second");
    });
    expect(records).toEqual(["info app first", "late2 app second"]);
  });

  test("apply to a filter that was set before", () => {
    setFilter("late3");
    expect(before.isEnabled("error")).toBe(false);
    const { late3 } = createLevels({ late3: 46 });
    expect(before.isEnabled("error")).toBe(true);
    expect(before.isEnabled("warn")).toBe(false);
    expect(late3).toBeTypeOf("function");
  });

  test("change nothing if one of them is invalid", () => {
    expect(() => createLevels({ late4: 47, warn: 48 })).toThrow(/^invalid name "warn"/);
    expect("late4" in before).toBe(false);
    expect(enabled(47)).toBe(enabled("error"));
  });

  test.each([["child"], ["log"], ["then"], ["functions"], ["toString"], ["withLevels"]])(
    "cannot have the name %j of another member",
    (name) => {
      expect(() => createLevels({ [name]: 48 })).toThrow(
        `invalid name "${name}" of a level: loggers have another member of that name`,
      );
    },
  );

  test("may take the place of Nest's verbose", () => {
    createLevels({ verbose: 15 });
    expect(recordsOf(() => before.verbose("x"))).toEqual(["verbose app x"]);
  });
});
