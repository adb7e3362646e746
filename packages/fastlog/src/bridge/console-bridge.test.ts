import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { bridge, unbridge } from "../bridge.ts";
import type { Options } from "../index.ts";
import { type Capture, type CapturedRecord, capture } from "../testing.ts";

const OWN = "fastlog::bridge::console-bridge.test";

let captured: Capture | undefined;
beforeEach(() => {
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(() => {
  unbridge();
  captured?.restore();
  captured = undefined;
  vi.restoreAllMocks();
});

/** The records of an action, while `console` is bridged. */
function recordsOf(
  action: () => void,
  options: Parameters<typeof bridge>[0]["console"] = true,
  captureOptions: Options = {},
): readonly CapturedRecord[] {
  captured = capture(captureOptions);
  bridge({ console: options });
  action();
  return captured.records;
}

describe("a call of console", () => {
  test.each<[what: string, action: () => void, level: string, message: string, fields: object]>([
    ["log", () => console.log("a %s", 1), "info", "a 1", {}],
    ["info", () => console.info("a", { b: 1 }), "info", "a", { b: 1 }],
    ["warn", () => console.warn("a"), "warn", "a", {}],
    ["error", () => console.error("a"), "error", "a", {}],
    ["debug", () => console.debug("a"), "debug", "a", {}],
    ["dir", () => console.dir({ a: 1 }), "info", "", { a: 1 }],
    ["dir of a text", () => console.dir("a"), "info", "'a'", {}],
    ["dir with options", () => console.dir({ a: {} }, { depth: 0 }), "info", "{ a: {} }", {}],
    ["dirxml", () => console.dirxml("a", 2), "info", "a 2", {}],
    ["table", () => console.table([{ a: 1 }]), "info", "table", { rows: [{ a: 1 }] }],
    [
      "table with columns",
      () => console.table([{ a: 1, b: 2 }], ["b"]),
      "info",
      "table",
      { rows: [{ b: 2 }] },
    ],
    ["table of a text", () => console.table("a"), "info", "a", {}],
    ["assert", () => console.assert(false, "%s", 1), "error", "Assertion failed: 1", {}],
    ["assert without a text", () => console.assert(false), "error", "Assertion failed", {}],
    ["count", () => console.count("jobs"), "info", "jobs: 1", { count: 1 }],
    ["fields alone", () => console.log({ a: 1 }), "info", "", { a: 1 }],
    ["fields with a message", () => console.log({ msg: "m", a: 1 }), "info", "m", { a: 1 }],
    ["undefined", () => console.log(undefined), "info", "undefined", {}],
  ])("%s is a record at the level that fits", (_what, action, level, message, fields) => {
    const [record, ...others] = recordsOf(action);
    expect(others).toEqual([]);
    expect(record).toMatchObject({ level, target: OWN, message });
    expect(record?.fields).toEqual(fields);
  });

  test("a lone error is the field err, and its message that of the record", () => {
    const [record] = recordsOf(() => console.error(new TypeError("reset")));
    expect(record).toMatchObject({ level: "error", message: "reset" });
    expect(record?.fields["err"]).toMatchObject({ type: "TypeError", message: "reset" });
  });

  test("several errors and objects are all in the record", () => {
    const [record] = recordsOf(() => console.warn("x {}", new Error("a"), { b: 1 }, { c: 2 }));
    expect(record).toMatchObject({ message: "x {}", fields: { err: {}, b: 1, c: 2 } });
  });

  test("trace has the stack of its caller", () => {
    const [record] = recordsOf(function caller() {
      console.trace("here %d", 1);
    });
    expect(record).toMatchObject({ level: "trace", target: OWN, message: "here 1" });
    expect(record?.fields["stack"]).toMatch(/^Trace\n {4}at caller .*console-bridge\.test/);
  });

  test("an assertion that holds is no record, and neither is an empty line", () => {
    const action = () => {
      console.assert(true, "no");
      console.log();
      console.log("");
    };
    expect(recordsOf(action)).toEqual([]);
  });

  test("a timer's records have its milliseconds as a number", () => {
    const [running, ended] = recordsOf(() => {
      console.time("job");
      console.timeLog("job", { rows: 5 });
      console.timeEnd("job");
    });
    expect(running).toMatchObject({ target: OWN, level: "info", fields: { rows: 5 } });
    expect(running?.message).toMatch(/^job: [\d.]+ms$/);
    expect(ended?.fields["ms"]).toBeGreaterThanOrEqual(running?.fields["ms"] as number);
  });

  test("records in a group have the labels of all open groups", () => {
    const records = recordsOf(() => {
      console.group("deploy", 7);
      console.log("one");
      console.group("build");
      console.log("two");
      console.groupEnd();
      console.groupEnd();
      console.log("three");
    });
    expect(records.map(({ message, fields }) => [message, fields["group"]])).toEqual([
      ["deploy 7", undefined],
      ["one", "deploy 7"],
      ["build", "deploy 7"],
      ["two", "deploy 7 > build"],
      ["three", undefined],
    ]);
  });

  test("a call that the filter stops is not formatted", () => {
    const inspected = vi.fn();
    const value = { [Symbol.for("nodejs.util.inspect.custom")]: inspected };
    const action = () => console.debug("%o", value);
    expect(recordsOf(action, true, { filter: "info" })).toEqual([]);
    expect(recordsOf(action, true, { filter: `${OWN}=info,trace` })).toEqual([]);
    expect(inspected).not.toHaveBeenCalled();
  });

  test("setFilter decides about calls from the next one on", () => {
    captured = capture({ filter: `info,${OWN}=off` });
    bridge({ console: true });
    console.log("off");
    captured.restore();
    captured = capture();
    console.log("on");
    expect(captured.records.map(({ message }) => message)).toEqual(["on"]);
  });

  test("redaction applies to the fields of objects", () => {
    const action = () => console.log("login", { user: "ada", password: "secret" });
    const [record] = recordsOf(action, true, { redact: ["**.password"] });
    expect(record?.fields).toEqual({ user: "ada", password: "[Redacted]" });
  });

  test("options change levels, target and fields", () => {
    const action = () => console.log("a", { b: 1 });
    const options = { levels: { log: "debug" }, target: "console", fields: false } as const;
    expect(recordsOf(action, options)).toMatchObject([
      { level: "debug", target: "console", message: "a { b: 1 }", fields: {} },
    ]);
  });
});

describe("unbridge()", () => {
  test("restores console exactly", () => {
    const before = Object.getOwnPropertyDescriptors(console);
    bridge({ console: true });
    expect(console.log).not.toBe(before["log"]?.value);
    unbridge();
    const after = Object.getOwnPropertyDescriptors(console);
    expect(Object.keys(after)).toEqual(Object.keys(before));
    for (const [name, descriptor] of Object.entries(before)) {
      expect(after[name as keyof typeof after], name).toEqual(descriptor);
      expect(after[name as keyof typeof after]?.value, name).toBe(descriptor.value);
    }
  });

  test("leaves what other code has replaced since, which calls the original again", () => {
    const { log: original } = console;
    captured = capture();
    bridge({ console: true });
    const { log: bridged } = console;
    const theirs = (...args: unknown[]) => bridged("theirs:", ...args);
    console.log = theirs;
    console.log("one");
    unbridge();
    expect(console.log).toBe(theirs);
    console.log("two");
    console.log = original;
    expect(captured.records.map(({ message }) => message)).toEqual(["theirs: one"]);
    expect(vi.mocked(original).mock.calls).toEqual([["theirs:", "two"]]);
  });
});

test("the originals stay reachable, print, and make no records", () => {
  const { log } = console;
  captured = capture();
  const { original } = bridge({ console: true });
  expect(original.console.log).toBe(log);
  original.console.log("raw");
  expect(captured.records).toEqual([]);
  expect(log).toHaveBeenCalledWith("raw");
});

test("a console of the program's own is not bridged", () => {
  captured = capture();
  bridge({ console: true });
  const stdout = new PassThrough();
  new Console({ stdout }).log("own");
  expect(String(stdout.read())).toBe("own\n");
  expect(captured.records).toEqual([]);
});

test("a console that is frozen is refused, and nothing is bridged", () => {
  const real = globalThis.console;
  globalThis.console = Object.freeze({ ...real }) as Console;
  try {
    expect(() => bridge({ console: true, debuglog: true })).toThrow(
      "console.log cannot be bridged: it is read-only",
    );
  } finally {
    globalThis.console = real;
  }
});

test("a call near the end of the stack logs its whole record or none", () => {
  captured = capture();
  bridge({ console: { target: "deep" } });
  let calls = 0;
  const descend = (): void => {
    try {
      descend();
    } catch (error) {
      // At 2,000 frames, each with more room than the one before.
      if (calls++ === 2000) return;
      console.log("deep %s", "end");
      throw error;
    }
  };
  descend();
  expect(calls).toBeGreaterThan(2000);
  expect(captured.records.length).toBeGreaterThan(0);
  for (const { message } of captured.records) expect(message).toBe("deep end");
});
