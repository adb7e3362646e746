import { Buffer } from "node:buffer";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test } from "vitest";
import { fileOf, ran } from "../../../test/fixtures/unit/command.ts";
import { folder } from "../../../test/folder.ts";
import { until } from "../../../test/until.ts";
import { memory } from "../../backend/memory.ts";
import { type OpenControl, openControl } from "../../control/open-control.ts";
import { pathInFolder } from "../../control/socket-path.ts";
import { parseFilter } from "../../filter/filter.ts";
import { Runtime } from "../../lifecycle/runtime.ts";
import type { Timer } from "../../time/timers.ts";
import { CountingLines } from "./counting-lines.ts";
import { folded } from "./fold.ts";
import { loggedBy } from "./logged-filter.ts";
import { Sampler } from "./sampler.ts";
import { ScreenLoop } from "./screen-loop.ts";
import type { ProcessState, RecordSource } from "./source.ts";
import { Tally } from "./tally.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const open: OpenControl[] = [];

afterEach(() => {
  for (const control of open.splice(0)) control.close();
});

describe("messages that differ in numbers, ids and quoted texts are of one kind", () => {
  test.each([
    ["took 12 ms, 3.5 of them waiting", "took # ms, # of them waiting"],
    ["12ms for user-17", "#ms for user-#"],
    ["GET /api/users/17?page=2", "GET /api/users/#?page=#"],
    ["from 10.0.0.1:443 at 2026-11-30", "from # at #"],
    ["request 550e8400-e29b-41d4-a716-446655440000 failed", "request # failed"],
    ["commit 02ca5f4 by abcdef", "commit # by abcdef"],
    ["session aZ81kkd92mmQ", "session #"],
    [`cannot open "a b" or 'c'`, "cannot open # or #"],
    ["can't read the user's file", "can't read the user's file"],
    ["no numbers", "no numbers"],
  ])("%s", (message, kind) => {
    expect(folded(message)).toBe(kind);
  });

  test("and no more than its beginning is looked at", () => {
    expect(folded("x".repeat(1_000_000))).toBe(`${"x".repeat(256)}…`);
  });
});

describe("a tally", () => {
  test("adds up, whatever rows it evicts", () => {
    const messages = fc.array(fc.nat(9).map(String), { maxLength: 100 });
    fc.assert(
      fc.property(fc.array(messages, { maxLength: 4 }), (intervals) => {
        const tally = new Tally(4);
        for (const interval of intervals) {
          for (const message of interval) tally.add("info", 30, "app", message);
          tally.turn();
          const rows = tally.rows();
          expect(rows.length).toBeLessThanOrEqual(4);
          const sum = (of: (row: { count: number; last: number }) => number) =>
            [...rows, tally.others].reduce((all, row) => all + of(row), 0);
          expect(sum(({ count }) => count)).toBe(tally.count);
          expect(sum(({ last }) => last)).toBe(interval.length);
          expect(tally.last).toBe(interval.length);
        }
      }),
    );
  });

  test("evicts the row without a record for the longest time", () => {
    const tally = new Tally(2);
    for (const message of ["a", "b", "a", "c"]) tally.add("info", 30, "app", message);
    expect(tally.rows().map(({ message }) => message)).toEqual(["a", "c"]);
    expect(tally.others.count).toBe(1);
  });
});

test("the filter of a process and those of its leases are one, for each target", () => {
  const specs = ["info", "warn", "app=debug", "off,app::db=trace", "app=off,b=error", "error/x"];
  const targets = ["", "app", "app::db", "application", "b", "c"];
  const some = fc.array(fc.constantFrom(...specs), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(some, (all) => {
      const { spec, filter } = loggedBy(all as [string, ...string[]]);
      const wide = parseFilter(spec).filter;
      const filters = all.map((one) => parseFilter(one).filter);
      for (const target of targets) {
        for (const level of [10, 20, 30, 40, 50, 60]) {
          const isLogged = filters.some((one) => one.passes(target, level));
          expect([wide.passes(target, level), filter?.passes(target, level)]).toEqual([
            isLogged,
            isLogged,
          ]);
        }
      }
    }),
  );
});

test("a filter with a limit has a tail without one", () => {
  expect(loggedBy(["info,app=debug@10/s"]).spec).toBe("info,app=debug");
});

/** A screen of some size, with a clock that stands still until it is told to go on. */
function loopOn(width: number, height: number, state: Partial<ProcessState>[] = []) {
  const tally = new Tally();
  const lines = new CountingLines(tally);
  const process: ProcessState = {
    ...{ title: "7 app.js", pid: 7, filter: "info", leases: [], threads: 1 },
    ...{ records: 0, dropped: 0, isSilent: false },
  };
  const states = state.map((one) => ({ ...process, ...one }));
  const source: RecordSource = {
    ...{ title: "app.log", unseen: 0, ended: new Promise(() => {}), close() {} },
    processes: () => states.splice(0, 1),
  };
  let now = 0;
  let due: (() => void) | undefined;
  let shown: readonly string[] = [];
  let press = (_: string) => {};
  let resize = () => {};
  const size = { width, height };
  const screen = {
    size,
    draw: (drawn: readonly string[]) => {
      expect(drawn.length).toBeLessThanOrEqual(size.height);
      shown = drawn;
    },
    listen: (onKey: (key: string) => void, onResize: () => void) => {
      press = onKey;
      resize = onResize;
    },
    close() {},
  };
  const parts = {
    ...{ screen, interval: 1000, isColored: false, most: 1024, problem: () => "" },
    sampler: new Sampler(tally, source, () => now),
    after(action: () => void): Timer {
      due = action;
      return { ref: () => ({}) as Timer, unref: () => ({}) as Timer };
    },
    cancel() {
      due = undefined;
    },
  };
  const ended = new ScreenLoop(parts, "rate").run();
  return {
    ended,
    screen,
    size,
    log(level: number, target: string, msg: string, count = 1) {
      const line = Buffer.from(
        `${JSON.stringify({ level, time: 1, target, msg })}\n`.repeat(count),
      );
      lines.lines(line, 0, line.length);
    },
    second() {
      now += 1000;
      due?.();
    },
    press: (key: string) => press(key),
    resize: () => resize(),
    isWaiting: () => due !== undefined,
    shown: () => shown,
    /** The messages of the table. */
    messages: () => {
      const head = shown.findIndex((line) => line.includes("RATE/S"));
      return shown.slice(head + 1).map((line) => line.trim().split(/ {2,}/).at(-1));
    },
  };
}

describe("the screen", () => {
  test("shows rates of the last second, and counts of all", () => {
    const { log, second, shown } = loopOn(80, 24);
    log(30, "app::http", "took 12 ms", 3);
    log(30, "app::http", "took 7 ms", 2);
    log(50, "app::db", "no answer");
    second();
    log(30, "app::http", "took 1 ms");
    second();
    expect(shown()).toEqual([
      "fastlog top  app.log  by rate  (q quits, p pauses, r l t m sort)",
      "1.0/s, 7 records  error 0  info 1.0",
      "",
      "  RATE/S      COUNT  LEVEL  TARGET     MESSAGE",
      "     1.0          6  info   app::http  took # ms",
      "       0          1  error  app::db    no answer",
    ]);
  });

  test("sorts by the column of a key, and keeps what it shows while it is paused", () => {
    const { log, second, press, messages, shown } = loopOn(80, 24);
    log(30, "b", "x", 3);
    log(50, "c", "y", 2);
    log(20, "a", "z");
    second();
    const orders = ["l", "t", "m", "r"].map((key) => {
      press(key);
      return messages().join("");
    });
    expect(orders).toEqual(["yxz", "zxy", "xyz", "xyz"]);
    press("p");
    log(60, "d", "new", 9);
    second();
    expect([shown()[0], messages()]).toEqual([expect.stringContaining("PAUSED"), ["x", "y", "z"]]);
    press("p");
    second();
    expect(messages()).toContain("new");
  });

  test.each(["q", "\u0003", "end"])("ends at the key %j", async (key) => {
    const { press, ended, isWaiting } = loopOn(80, 24);
    press(key);
    await ended;
    expect(isWaiting()).toBe(false);
  });

  test("ends if it cannot be drawn any more", async () => {
    const { second, screen, ended, isWaiting } = loopOn(80, 24);
    screen.draw = () => {
      throw new Error("gone");
    };
    second();
    await expect(ended).rejects.toThrow("gone");
    second();
    expect(isWaiting()).toBe(false);
  });

  test.each([
    [20, 5],
    [40, 3],
    [1, 1],
    [80, 2],
  ])("is never left by a line: %d by %d", (width, height) => {
    const { log, second, shown } = loopOn(width, height);
    for (const kind of "abcdefgh") log(30, "a long target of a program", kind.repeat(200));
    second();
    for (const line of shown()) expect(line.length).toBeLessThanOrEqual(width);
  });

  test("has its new size when it is resized", () => {
    const { log, second, size, resize, messages } = loopOn(80, 24);
    for (const kind of "abcdefgh") log(30, "app", kind);
    second();
    expect(messages()).toHaveLength(8);
    size.height = 6;
    resize();
    expect(messages()).toHaveLength(2);
  });

  test("gets no control character of a log", () => {
    const { log, second, shown } = loopOn(200, 24);
    log(30, "a\u001b[2J", "b\u001b]0;title\u0007\u202e\nc\u009b");
    second();
    expect(shown().join("")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(shown().at(-1)).toContain("b\\u001b]");
  });

  test("shows drops and leases of a process", () => {
    const leases = [{ spec: "dep1=debug", left: 598_000 }];
    const states = [{ dropped: 5 }, { records: 90, dropped: 25, leases, isSilent: true }];
    const { second, shown } = loopOn(200, 24, states);
    second();
    expect(shown()[1]).toBe(
      "7 app.js: 90 records, dropped 25 (20/s), 1 thread, filter info  lease dep1=debug for 9m 58s  does not answer",
    );
  });
});

test("a record that has the text that its message was made of counts by it", () => {
  const tally = new Tally();
  const line = Buffer.from('{"level":30,"@mt":"hello {name}","msg":"hello Ada"}\nno record\n');
  new CountingLines(tally).lines(line, 0, line.length);
  expect(tally.rows()).toMatchObject([{ message: "hello {name}", count: 1 }]);
});

test("a process is looked at: what it logs, its drops and its leases, and what it does not log is not", async () => {
  const runtimeFolder = folder();
  const runtime = new Runtime({});
  runtime.configure({ backend: memory(), tag: "shop", filter: "info,quiet=off" });
  const path = pathInFolder(join(runtimeFolder, "fastlog"));
  open.push(openControl(runtime, path));
  const environment = { XDG_RUNTIME_DIR: runtimeFolder };
  const app = runtime.logger("app");
  await ran(["level", "dep1=debug"], false, environment);
  const started = ran(["top", "--once", "--json", "--interval", "0.5"], false, environment);
  let result: Awaited<typeof started> | undefined;
  started.then((ended) => {
    result = ended;
  });
  let n = 0;
  await until(() => {
    app.info("hello {name}", { name: `n${n++}` });
    app.debug("not logged");
    runtime.logger("dep1").debug("leased");
    runtime.logger("quiet").error("not logged");
    return result !== undefined;
  });
  const { stdout, code, complaints } = await started;
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] });
  const { rows, processes, others } = JSON.parse(stdout);
  expect(
    rows.map(({ target, level }: { target: string; level: string }) => [target, level]),
  ).toEqual(
    expect.arrayContaining([
      ["app", "info"],
      ["dep1", "debug"],
    ]),
  );
  expect(rows.every(({ message }: { message: string }) => message !== "not logged")).toBe(true);
  expect(processes).toMatchObject([
    { pid: process.pid, filter: "info,quiet=off", leases: [{ spec: "dep1=debug" }], dropped: 0 },
  ]);
  expect(others.count).toBe(0);
});

test.each<[string[], string]>([
  [["--interval", "0"], '--interval: invalid number "0" (expected 0.1 to 3600)'],
  [["--rows", "1.5"], "--rows: expected a whole number, not 1.5"],
  [["--sort", "levle"], '--sort: unknown value "levle" (expected rate, level, target or message)'],
  [["--follow"], "--follow needs a file"],
  [["-", "--all"], "--all does not go with files"],
  [["-", "--follow", "a.log"], "- does not go with other files"],
])("a command line without sense is an error: %j", async (argv, message) => {
  await expect(ran(["top", ...argv])).rejects.toThrow(message);
});

test("a folder is no file: its name is that of a process", async () => {
  const environment = { XDG_RUNTIME_DIR: folder() };
  await expect(ran(["top", folder()], false, environment)).rejects.toThrow(
    "no process has a control socket",
  );
});

test("a file without new lines has no records, and the code is 1", async () => {
  const { code, stdout } = await ran(["top", fileOf("{}\n"), "--interval", "0.1"]);
  expect(code).toBe(1);
  expect(stdout).toContain("0/s, 0 records\n");
});
