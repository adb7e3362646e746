import { channel, tracingChannel } from "node:diagnostics_channel";
import fs from "node:fs";
import util from "node:util";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type BridgeOptions, bridge, unbridge } from "./bridge.ts";
import { type Capture, capture } from "./testing.ts";

let captured: Capture;
beforeEach(() => {
  captured = capture();
});
afterEach(() => {
  unbridge();
  captured.restore();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Warnings are emitted in the next tick. */
const ticks = () => new Promise((resolve) => setImmediate(resolve));

function printedOnStderr(): ReturnType<typeof vi.spyOn> {
  return vi.spyOn(process.stderr, "write").mockReturnValue(true);
}

describe("util.debuglog", () => {
  test.each(["debuglog", "debug"] as const)("util.%s makes loggers of records", (name) => {
    bridge({ debuglog: true });
    const log = util[name]("Pool");
    log("took %d ms", 5, { id: 1 });
    expect(log.enabled).toBe(true);
    expect(captured.records).toMatchObject([
      { level: "debug", target: "node::pool", message: "took 5 ms", fields: { id: 1 } },
    ]);
  });

  test("the filter turns a section on and off at run time", () => {
    captured.restore();
    captured = capture({ filter: "info" });
    bridge({ debuglog: true });
    const log = util.debuglog("pool");
    expect(log.enabled).toBe(false);
    log("off");
    captured.restore();
    captured = capture({ filter: "info,node=debug" });
    expect(log.enabled).toBe(true);
    log("on");
    expect(captured.records.map(({ message }) => message)).toEqual(["on"]);
  });

  test("the callback gets a function that logs, as Node documents", () => {
    bridge({ debuglog: { level: "trace", target: (section) => section } });
    let log: (text: string) => void = util.debuglog("pool", (faster) => {
      log = faster;
    });
    log("first");
    log("second");
    expect(captured.records).toMatchObject([
      { level: "trace", target: "pool", message: "first" },
      { level: "trace", target: "pool", message: "second" },
    ]);
  });

  test("unbridge() restores both names, and loggers that were made stop making records", () => {
    const { debuglog, debug } = util;
    bridge({ debuglog: true });
    const log = util.debuglog("pool");
    unbridge();
    expect([util.debuglog, util.debug]).toEqual([debuglog, debug]);
    log("late");
    expect(log.enabled).toBe(false);
    expect(captured.records).toEqual([]);
  });
});

describe("a warning of the process", () => {
  test("is a record with type, code, detail and stack, and is not printed", async () => {
    const write = printedOnStderr();
    bridge({ warnings: true });
    process.emitWarning("old", { type: "DeprecationWarning", code: "DEP9", detail: "use new" });
    await ticks();
    expect(captured.records).toMatchObject([
      {
        level: "warn",
        target: "node::warning",
        message: "old",
        fields: { type: "DeprecationWarning", code: "DEP9", detail: "use new" },
      },
    ]);
    expect(captured.records[0]?.fields["stack"]).toContain("bridge.test");
    expect(write).not.toHaveBeenCalled();
  });

  test.each(["traceProcessWarnings", "traceDeprecation"])(
    "has its stack with process.%s, whatever the option says",
    async (flag) => {
      printedOnStderr();
      bridge({ warnings: { stack: false, target: "warned" } });
      const emit = async () => {
        process.emitWarning("old", "DeprecationWarning");
        await ticks();
      };
      await emit();
      Object.assign(process, { [flag]: true });
      try {
        await emit();
      } finally {
        Object.assign(process, { [flag]: undefined });
      }
      const stacks = captured.records.map(({ target, fields }) => [target, "stack" in fields]);
      expect(stacks).toEqual([
        ["warned", false],
        ["warned", true],
      ]);
    },
  );

  test.each([
    ["NODE_NO_WARNINGS", "1"],
    ["NODE_OPTIONS", "--disable-warning=DEP9"],
  ])("is no record with %s=%s", async (name, value) => {
    const write = printedOnStderr();
    vi.stubEnv(name, value);
    bridge({ warnings: true });
    process.emitWarning("old", { code: "DEP9" });
    await ticks();
    expect(captured.records).toEqual([]);
    expect(write).not.toHaveBeenCalled();
  });

  test("is printed too if Node writes warnings to a file", () => {
    vi.stubEnv("NODE_REDIRECT_WARNINGS", "/tmp/warnings");
    const [printing] = process.listeners("warning");
    bridge({ warnings: true });
    expect(process.listeners("warning")).toContain(printing);
  });

  test("is printed again after unbridge(), by the same listener in its old place", () => {
    const mine = () => {};
    process.on("warning", mine);
    const before = process.rawListeners("warning");
    bridge({ warnings: true });
    expect(process.listenerCount("warning")).toBe(before.length);
    unbridge();
    expect(process.rawListeners("warning")).toEqual(before);
    process.removeListener("warning", mine);
  });

  test("stays unprinted after unbridge() if the program has removed all listeners", () => {
    const before = process.rawListeners("warning");
    bridge({ warnings: true });
    process.removeAllListeners("warning");
    unbridge();
    expect(process.listenerCount("warning")).toBe(0);
    for (const listener of before) process.on("warning", listener as () => void);
  });
});

describe("a channel", () => {
  test("publishes a message that a function makes a record of", () => {
    bridge({
      channels: {
        "db:query": (message: { sql: string }, name) => ({ sql: message.sql, name }),
        "db:slow": (message: { sql: string }) => ["warn", "slow {}", { sql: message.sql }],
        "db:pool": () => undefined,
      },
    });
    channel("db:query").publish({ sql: "one" });
    channel("db:slow").publish({ sql: "two" });
    channel("db:pool").publish({});
    expect(captured.records).toMatchObject([
      {
        level: "info",
        target: "db::query",
        message: "db:query",
        fields: { sql: "one", name: "db:query" },
      },
      { level: "warn", target: "db::slow", message: "slow {}", fields: { sql: "two" } },
    ]);
  });

  test("that is a tracing channel gives one record for each operation, with its duration", async () => {
    bridge({
      channels: {
        "tracing:db.query": (context: { id: number; error?: Error }, _name, ms) => [
          context.error === undefined ? "info" : "error",
          "op",
          { id: context.id, ms, err: context.error },
        ],
      },
    });
    const op = tracingChannel("db.query");
    op.traceSync(() => 1, { id: 1 });
    await op.tracePromise(async () => 2, { id: 2 });
    op.traceCallback(
      (done: (error: null) => void) => done(null),
      0,
      { id: 3 },
      undefined,
      () => {},
    );
    expect(() =>
      op.traceSync(
        () => {
          throw new Error("failed");
        },
        { id: 4 },
      ),
    ).toThrow("failed");
    await ticks();
    const { records } = captured;
    expect(records.map(({ level, target, fields }) => [level, target, fields["id"]])).toEqual([
      ["info", "db::query", 1],
      ["info", "db::query", 2],
      ["info", "db::query", 3],
      ["error", "db::query", 4],
    ]);
    for (const { fields } of records) expect(fields["ms"]).toBeTypeOf("number");
  });

  test.each<[what: string, toRecord: () => unknown, told: string]>([
    [
      "throws",
      () => {
        throw new Error("no");
      },
      "no",
    ],
    ["returns a number", () => 5, "it returned 5 (expected fields or [level, message, fields])"],
    ["returns an unknown level", () => ["loud", "x"], 'it returned the level "loud"'],
    ["returns a message of another kind", () => ["info", 5], "it returned the message 5"],
    // A rejection that nobody handles would fail the run of the tests.
    ["is async and rejects", async () => Promise.reject(new Error("x")), "it returned [Promise]"],
  ])(
    "whose function %s is reported once, and its publisher is not concerned",
    (_what, toRecord, told) => {
      const write = vi.spyOn(fs, "writeSync").mockReturnValue(0);
      bridge({ channels: { bad: toRecord } as BridgeOptions["channels"] });
      for (let i = 0; i < 3; i++) channel("bad").publish({});
      expect(write).toHaveBeenCalledTimes(1);
      expect(write.mock.calls[0]?.[1]).toContain(
        `fastlog: option channels["bad"] of bridge(): ${told}`,
      );
      expect(captured.records).toEqual([]);
    },
  );
});

test("a limit of the filter counts the calls of one format as one kind of record", () => {
  captured.restore();
  captured = capture({ filter: "info,node::pool=debug@2/s" });
  bridge({ debuglog: true });
  const log = util.debuglog("pool");
  for (let i = 0; i < 5; i++) log("took %d ms", i);
  log("closed");
  expect(captured.records.map(({ message }) => message)).toEqual([
    "took 0 ms",
    "took 1 ms",
    "closed",
  ]);
});

describe("several calls of bridge()", () => {
  test("add up, and each stops its own parts", () => {
    const original = util.debuglog;
    const first = bridge({ debuglog: true });
    const second = bridge({ channels: { a: () => ({ from: "a" }) } });
    first.stop();
    expect(util.debuglog).toBe(original);
    channel("a").publish({});
    second.stop();
    channel("a").publish({});
    expect(captured.records.map(({ fields }) => fields)).toEqual([{ from: "a" }]);
  });

  test("give a part the options, and the owner, of the last one that names it", () => {
    const first = bridge({ debuglog: true });
    const log = util.debuglog("pool");
    const second = bridge({ debuglog: { level: "trace" } });
    first.stop();
    log("on");
    second[Symbol.dispose]();
    log("off");
    expect(captured.records).toMatchObject([{ level: "trace", message: "on" }]);
  });

  test("change nothing if one has an invalid option", () => {
    const { debuglog } = util;
    expect(() => bridge({ debuglog: true, consol: true } as BridgeOptions)).toThrow(
      'unknown option "consol"',
    );
    expect(util.debuglog).toBe(debuglog);
  });
});
