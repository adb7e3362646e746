import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import fs from "node:fs";
import fc from "fast-check";
import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import { knownTracepoints } from "./call/tracepoints.ts";
import { createLevels, FastlogError, logger, type Options, withContext } from "./index.ts";
import { OWN_LEVELS } from "./own-levels.ts";
import { type Capture, capture } from "./testing.ts";
import {
  attach,
  detach,
  points,
  type Tracepoint,
  type TracepointEvent,
  tracepoint,
} from "./tracepoint.ts";

const ends: (() => unknown)[] = [];
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
  vi.restoreAllMocks();
});

let names = 0;
/** A name that no other test uses. */
const newName = (): string => `test${names++}::query`;

function captured(options: Options = {}): Capture {
  const all = capture(options);
  ends.push(() => all.restore());
  return all;
}

/** A capture that no tracepoint reaches by the filter. */
const closed = (): Capture => captured({ filter: "info" });

/** The hits that reach an attached function. */
function attached(name: string): TracepointEvent[] {
  const events: TracepointEvent[] = [];
  ends.push(attach(name, (event) => events.push(event)));
  return events;
}

function complaints(): string[] {
  const lines: string[] = [];
  vi.spyOn(fs, "writeSync").mockImplementation((_, text) => lines.push(String(text)));
  return lines;
}

const stateOf = (name: string) => points().find((point) => point.name === name);

describe("the filter", () => {
  test("opens a tracepoint by its name, which is the target of its records", () => {
    const name = newName();
    const query = tracepoint(name, ["sql", "rows"]);
    const all = captured({ filter: `info,${name}=trace` });
    query("select 1", 3);
    expect(query.isOpen).toBe(true);
    expect(all.records).toMatchObject([
      { level: "trace", target: name, message: name, fields: { sql: "select 1", rows: 3 } },
    ]);
    expect(stateOf(name)).toMatchObject({ isOpen: true, byFilter: true, hits: 1 });
  });

  test("closes it, so that neither a record nor fields are made", () => {
    const fields = vi.fn(() => ({}));
    const query = tracepoint(newName(), fields);
    const all = closed();
    query();
    query.start()();
    query.run(() => 1);
    query.wrap(() => 1)();
    expect([all.lines, fields.mock.calls, query.isOpen]).toEqual([[], [], false]);
  });

  test("opens every tracepoint where it lets trace pass", () => {
    const query = tracepoint(newName());
    const all = captured({ filter: "trace" });
    query({ a: 1 });
    expect(all.records).toMatchObject([{ level: "trace", fields: { a: 1 } }]);
  });

  test("lets the records of a tracepoint with a level of its own pass by that level", () => {
    const [name, quiet] = [newName(), newName()];
    const load = tracepoint(name, { level: "debug" });
    const all = captured({ filter: "debug" });
    load();
    tracepoint(quiet)();
    expect(all.records).toMatchObject([{ level: "debug", target: name }]);
  });

  test("knows levels of the program's own", () => {
    const { levels } = createLevels({ finest: 7 });
    const [name] = [newName()];
    const query = tracepoint(name, { level: levels.finest });
    const all = captured({ filter: `${name}=finest` });
    query();
    expect(all.records).toMatchObject([{ level: "finest", target: name }]);
    expect(stateOf(name)?.level).toBe("finest");
    expect(OWN_LEVELS.byName.has("finest")).toBe(true);
  });

  test("is the same for a logger of that name", () => {
    const name = newName();
    tracepoint(name);
    captured({ filter: `${name}=debug` });
    expect([logger(name).isEnabled("debug"), stateOf(name)?.byFilter]).toEqual([true, false]);
  });
});

describe("the record", () => {
  test("has the name as its message, because the usual text format prints no target", () => {
    const all = captured();
    tracepoint("db::{a}")({ a: 1 });
    expect(all.records).toMatchObject([
      { target: "db::{a}", message: "db::{a}", fields: { a: 1 } },
    ]);
  });

  test("has a message that names fields", () => {
    const all = captured();
    const query = tracepoint(newName(), { fields: ["sql"], message: "asked {sql} in {ms} ms" });
    query.start("select {}")();
    const { ms } = all.records[0]?.fields ?? {};
    expect(all.records[0]?.message).toBe(`asked select {} in ${ms} ms`);
  });

  test.each<[what: string, call: (name: string) => void, fields: object]>([
    ["an object", (name) => tracepoint(name)({ a: 1 }), { a: 1 }],
    ["nothing", (name) => tracepoint(name)(), {}],
    [
      "an error",
      (name) => (tracepoint(name) as Tracepoint<[Error]>)(new RangeError("x")),
      { err: expect.objectContaining({ type: "RangeError", message: "x" }) },
    ],
    ["names", (name) => tracepoint(name, ["a", "b"])(1), { a: 1 }],
    ["a function", (name) => tracepoint(name, (a: number) => ({ a: a + 1 }))(1), { a: 2 }],
    [
      "other values",
      (name) => (tracepoint(name) as unknown as (...args: unknown[]) => void)(1, "b"),
      { args: [1, "b"] },
    ],
  ])("has fields of %s", (_, call, fields) => {
    const all = captured();
    call(newName());
    expect(all.records.map((record) => record.fields)).toEqual([fields]);
  });

  test("has the fields of its context", () => {
    const all = captured();
    const query = tracepoint(newName(), ["sql"]);
    withContext({ reqId: "r1" }, () => query("select 1"));
    expect(all.records[0]?.fields).toEqual({ sql: "select 1", reqId: "r1" });
  });

  test("has the place of the call, or of the start, where the format prints it", async () => {
    const all = captured({ format: { template: "{file}:{line} {message}" } });
    const query = tracepoint("db::{placed}", ["sql"]);
    const wait = () => new Promise((resolve) => setImmediate(resolve));
    query("a");
    const end = query.start("b");
    const promise = query.run(wait, "c");
    const wrapped = query.wrap(wait)();
    end();
    await promise;
    await wrapped;
    const { filename } = import.meta;
    const places = all.lines.map((line) => line.replace(/ ms=.*/, "").split(`${filename}:`)[1]);
    const first = Number.parseInt(places[0] ?? "", 10);
    expect(places).toEqual([
      `${first} db::{placed} sql=a`,
      `${first + 1} db::{placed} sql=b`,
      `${first + 2} db::{placed} sql=c`,
      `${first + 3} db::{placed}`,
    ]);
  });

  test.each(["json", "text", "logfmt", "syslog"] as const)("is written as %s", (format) => {
    const all = captured({ format });
    tracepoint("db::written", ["sql"])("select 1");
    expect(all.lines).toHaveLength(1);
    expect(all.lines[0]).toMatch(/db::written.*sql.*select 1/);
  });

  test("goes through redaction", () => {
    const all = captured({ redact: ["password"] });
    tracepoint(newName())({ password: "x" });
    expect(all.records[0]?.fields).toEqual({ password: "[Redacted]" });
  });
});

describe("a start and its end", () => {
  test("are one record, with a duration and the fields of both", () => {
    const all = captured();
    const query = tracepoint(newName(), ["sql"]);
    const end = query.start("select 1");
    expect(all.lines).toEqual([]);
    end({ rows: 3 });
    expect(all.records.map(({ fields }) => fields)).toEqual([
      { sql: "select 1", rows: 3, ms: expect.any(Number) },
    ]);
  });

  test("are one record, however often it ends", () => {
    const all = captured();
    const end = tracepoint(newName()).start();
    end();
    end();
    end[Symbol.dispose]();
    expect(all.lines).toHaveLength(1);
  });

  test("have the error that the end is called with", () => {
    const all = captured();
    tracepoint(newName()).start()(new TypeError("x"));
    expect(all.records[0]?.fields).toMatchObject({ err: { type: "TypeError", message: "x" } });
  });

  test("end with a block", () => {
    const all = captured();
    const end = tracepoint(newName(), ["sql"]).start("select 1");
    end[Symbol.dispose]();
    expect(all.records[0]?.fields).toEqual({ sql: "select 1", ms: expect.any(Number) });
  });

  test("are no record where nobody listened at the start", () => {
    const name = newName();
    const all = closed();
    const end = tracepoint(name).start();
    const events = attached(name);
    end();
    expect([all.lines, events]).toEqual([[], []]);
  });

  test("are no record where nobody listens at the end", () => {
    const name = newName();
    const all = closed();
    const leave = attach(name);
    const end = tracepoint(name).start();
    leave();
    end();
    expect([all.lines, stateOf(name)?.hits]).toEqual([[], 0]);
  });
});

describe("attach()", () => {
  test("calls a function for each hit, with its fields, duration and error", () => {
    const name = newName();
    const all = closed();
    const query = tracepoint(name, ["sql"]);
    const events = attached(name);
    const error = new Error("x");
    query("select 1");
    query.start("select 2")({ rows: 1 });
    query.start("select 3")(error);
    const timed = { ms: expect.any(Number), startTime: expect.any(Number) };
    expect(events).toEqual([
      { name, level: "trace", fields: { sql: "select 1" } },
      { name, level: "trace", fields: { sql: "select 2", rows: 1 }, ...timed },
      { name, level: "trace", fields: { sql: "select 3" }, ...timed, error },
    ]);
    expect(events[2]?.error).toBe(error);
    expect(all.lines).toEqual([]);
  });

  test("holds for a tracepoint that is made later", () => {
    const name = newName();
    const events = attached(name);
    tracepoint(name)({ a: 1 });
    expect(events).toHaveLength(1);
  });

  test("without a function logs each hit, whatever the filter says", () => {
    const name = newName();
    const all = closed();
    const query = tracepoint(name);
    ends.push(attach(name));
    query({ a: 1 });
    expect(all.records).toMatchObject([{ level: "trace", target: name, fields: { a: 1 } }]);
  });

  test("logs a hit once, though the filter lets it pass as well", () => {
    const name = newName();
    const all = captured();
    ends.push(attach(name), attach(name));
    tracepoint(name)();
    expect(all.lines).toHaveLength(1);
  });

  test.each([
    ["db1::*", ["db1::query", "db1::a::b"]],
    ["db1::a::*", ["db1::a::b"]],
    ["db1", ["db1"]],
    ["db1::query", ["db1::query"]],
    ["*", ["db1", "db1::query", "db1::a::b", "db11::query"]],
  ])("by %s opens %j", (pattern, expected) => {
    const events = attached(pattern);
    const all = ["db1", "db1::query", "db1::a::b", "db11::query"];
    for (const name of all) tracepoint(name)();
    expect(events.map(({ name }) => name)).toEqual(expected);
    expect(all.filter((name) => (stateOf(name)?.attached ?? 0) > 0)).toEqual(expected);
  });

  test("returns the function that takes away just this", () => {
    const name = newName();
    const events: string[] = [];
    const listener = () => events.push("both");
    const leave = attach(name, listener);
    ends.push(attach(name, listener));
    const query = tracepoint(name);
    query();
    leave();
    leave();
    query();
    expect(events).toHaveLength(3);
  });

  test("does not let an error of a function reach the caller, and tells it once", () => {
    const lines = complaints();
    const name = newName();
    const events: string[] = [];
    ends.push(
      attach(name, () => {
        throw new Error("broken\nlistener");
      }),
    );
    ends.push(attach(name, () => events.push("next")));
    const query = tracepoint(name);
    query();
    query();
    expect(events).toHaveLength(2);
    expect(lines).toEqual([
      `fastlog: tracepoint ${name}: an attached function threw: broken listener\n`,
    ]);
  });

  test("does not let a rejection of a function go unhandled", async () => {
    const lines = complaints();
    const name = newName();
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    ends.push(() => process.off("unhandledRejection", unhandled));
    ends.push(attach(name, () => Promise.reject(new Error("late")) as unknown as undefined));
    tracepoint(name)();
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).not.toHaveBeenCalled();
    expect(lines).toEqual([expect.stringContaining("late")]);
  });

  test("does not call a function for the hits that it makes itself", () => {
    const [name, other] = [newName(), newName()];
    const query = tracepoint(name);
    const back = tracepoint(other);
    const hits: string[] = [];
    ends.push(
      attach(name, () => {
        hits.push(name);
        query();
        back();
      }),
      attach(other, () => {
        hits.push(other);
        query();
      }),
    );
    query();
    query();
    expect(hits).toEqual([name, other, name, other]);
    expect(stateOf(name)?.hits).toBe(6);
  });

  test("opens nothing once it is taken away during a hit", () => {
    const name = newName();
    const hits: string[] = [];
    ends.push(
      attach(name, () => {
        detach(name);
      }),
      attach(name, () => hits.push("called")),
    );
    const query = tracepoint(name);
    query();
    query();
    expect([hits, query.isOpen]).toEqual([[], false]);
  });
});

describe("detach()", () => {
  test("takes away a function, or all, and tells whether it did", () => {
    const name = newName();
    const query = tracepoint(name);
    const one = vi.fn();
    const other = vi.fn();
    attach(name, one);
    attach(name, other);
    attach(name);
    expect(detach(name, one)).toBe(true);
    expect(detach(name, one)).toBe(false);
    expect(stateOf(name)?.attached).toBe(2);
    closed();
    query();
    expect([one, other].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
    expect(detach(name)).toBe(true);
    expect(query.isOpen).toBe(false);
  });

  test("takes away nothing of another pattern", () => {
    const name = newName();
    const listener = vi.fn();
    ends.push(attach(name, listener));
    expect(detach(`${name}::*`)).toBe(false);
    expect(detach("*", listener)).toBe(false);
    tracepoint(name)();
    expect(listener).toHaveBeenCalledOnce();
  });
});

describe("a subscriber of the channel", () => {
  test("opens the tracepoint while it is there, before or after that was made", () => {
    closed();
    const name = newName();
    const messages: unknown[] = [];
    const subscriber = (message: unknown, channel: string | symbol) =>
      messages.push([message, channel]);
    subscribe(name, subscriber);
    const query = tracepoint(name, ["sql"]);
    query("select 1");
    expect(stateOf(name)).toMatchObject({ isOpen: true, byFilter: false, bySubscriber: true });
    unsubscribe(name, subscriber);
    query("select 2");
    expect(stateOf(name)).toMatchObject({ isOpen: false, bySubscriber: false, hits: 1 });
    channel(name).subscribe(subscriber);
    query("select 3");
    channel(name).unsubscribe(subscriber);
    expect(messages).toEqual([
      [{ name, level: "trace", fields: { sql: "select 1" } }, name],
      [{ name, level: "trace", fields: { sql: "select 3" } }, name],
    ]);
  });

  test("gets a start and its end as one message", () => {
    const name = newName();
    const messages: unknown[] = [];
    const subscriber = (message: unknown) => messages.push(message);
    subscribe(name, subscriber);
    ends.push(() => unsubscribe(name, subscriber));
    tracepoint(name).start({ a: 1 })({ b: 2 });
    expect(messages).toMatchObject([{ fields: { a: 1, b: 2 }, ms: expect.any(Number) }]);
  });

  test("that throws does not reach the caller", async () => {
    const name = newName();
    const thrown: unknown[] = [];
    // Node throws it in the next tick, as for every channel.
    const others = process.listeners("uncaughtException");
    process.removeAllListeners("uncaughtException");
    process.on("uncaughtException", (error) => thrown.push(error));
    ends.push(() => {
      process.removeAllListeners("uncaughtException");
      for (const listener of others) process.on("uncaughtException", listener);
    });
    const error = new Error("broken subscriber");
    const subscriber = () => {
      throw error;
    };
    subscribe(name, subscriber);
    ends.push(() => unsubscribe(name, subscriber));
    expect(tracepoint(name)()).toBe(undefined);
    await new Promise((resolve) => setImmediate(resolve));
    expect(thrown).toEqual([error]);
  });
});

describe("points()", () => {
  test("lists the tracepoints in the order in which they were made, with names of fields", () => {
    const [a, b, c] = [newName(), newName(), newName()];
    closed();
    tracepoint(a, ["sql", "rows"]);
    tracepoint(b, { fields: () => ({}), level: "debug" });
    tracepoint(c);
    const nobody = { isOpen: false, byFilter: false, attached: 0, bySubscriber: false, hits: 0 };
    expect(points().filter(({ name }) => [a, b, c].includes(name))).toEqual([
      { name: a, level: "trace", fields: ["sql", "rows"], ...nobody },
      { name: b, level: "debug", fields: undefined, ...nobody },
      { name: c, level: "trace", fields: undefined, ...nobody },
    ]);
  });

  test("lists tracepoints of one name once, with the hits of all", () => {
    const name = newName();
    const events = attached(name);
    tracepoint(name, ["a"])(1);
    tracepoint(name, ["b"])(2);
    expect(events.map(({ fields }) => fields)).toEqual([{ a: 1 }, { b: 2 }]);
    expect(points().filter((point) => point.name === name)).toMatchObject([
      { fields: ["b"], hits: 2 },
    ]);
  });

  test("is what other parts of fastlog see", () => {
    tracepoint(newName());
    expect(knownTracepoints()?.list()).toEqual(points());
  });

  test("stays bounded if a program makes ever new names, all of which can be opened", () => {
    const events = attached("many::*");
    for (let i = 0; i < 5_000; i++) tracepoint(`many::${i}`)();
    expect(events).toHaveLength(5_000);
    expect(points().length).toBeLessThanOrEqual(4_096);
    const all = captured({ filter: "off,many::4999=trace" });
    tracepoint("many::4999")();
    tracepoint("many::4998")();
    expect(all.records).toMatchObject([{ target: "many::4999" }]);
  });
});

describe("a function for fields", () => {
  test("that throws is told once, and leaves a record without fields", () => {
    const lines = complaints();
    const name = newName();
    const query = tracepoint(name, (user: { id: number }) => ({ id: user.id }));
    const all = captured();
    query(undefined as unknown as { id: number });
    query(undefined as unknown as { id: number });
    expect(all.records.map(({ fields }) => fields)).toEqual([{}, {}]);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(`^fastlog: tracepoint ${name}: the function for fields threw: Cannot read`),
      ),
    ]);
  });

  test("that returns no object is told, unless it returns nothing", () => {
    const lines = complaints();
    const [name, silent] = [newName(), newName()];
    captured();
    tracepoint(name, () => "id=3" as unknown as { id: number })();
    tracepoint(silent, () => undefined as unknown as { id: number })();
    expect(lines).toEqual([
      `fastlog: tracepoint ${name}: the function for fields returned "id=3" (expected an object)\n`,
    ]);
  });
});

describe("an async function where none is expected", () => {
  test("is told, and its rejection ends no process", async () => {
    const lines = complaints();
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    ends.push(() => process.off("unhandledRejection", unhandled));
    const name = newName();
    captured();
    tracepoint(name, (async () => Promise.reject(new Error("late"))) as unknown as () => object)();
    await new Promise(setImmediate);
    expect(unhandled).not.toHaveBeenCalled();
    expect(lines).toEqual([
      `fastlog: tracepoint ${name}: the function for fields returned [Promise] (expected an object)\n`,
    ]);
  });
});

describe("on a full stack", () => {
  test.each<[string, (query: Tracepoint<[number]>) => () => unknown]>([
    ["a hit", (query) => () => query(1)],
    ["start", (query) => () => query.start(1)],
    ["an end", (query) => query.start(1)],
    ["a function to run", (query) => () => query.run(Object, 1)],
  ])("%s throws nothing of what it calls", (_, actionOf) => {
    captured();
    const action = actionOf(tracepoint(newName(), ["n"]));
    const inside: unknown[] = [];
    const deep = (): void => {
      try {
        action();
      } catch (error) {
        inside.push(error);
      }
      deep();
    };
    expect(deep).toThrow(RangeError);
    // The function that is called may have found no place itself.
    const frames = inside.map((error) => (error as Error).stack?.split("\n")[1] ?? "");
    expect(
      frames.filter((frame) => /src\/(?!tracepoint\.test|tracepoint\/make-tracepoint)/.test(frame)),
    ).toEqual([]);
  });
});

describe("an invalid argument", () => {
  const NAME = /^invalid tracepoint .* \(expected a name such as "db::query"/;
  test.each<[code: string, message: RegExp, call: () => unknown]>([
    ["TARGET", NAME, () => tracepoint("")],
    ["TARGET", NAME, () => tracepoint("a b")],
    ["TARGET", NAME, () => tracepoint("a,b")],
    ["TARGET", NAME, () => tracepoint("a=b")],
    ["TARGET", NAME, () => tracepoint("db::*")],
    ["TARGET", NAME, () => tracepoint("a\u001b")],
    ["TARGET", NAME, () => tracepoint("a".repeat(257))],
    ["TARGET", NAME, () => tracepoint(7 as unknown as string)],
    ["TARGET", /^invalid name to attach to "db\*"/, () => attach("db*")],
    ["TARGET", /^invalid name to attach to "::\*"/, () => attach("::*")],
    ["TARGET", /^invalid name to attach to ""/, () => detach("")],
    ["OPTION", /^invalid option listener="x"/, () => attach("a", "x" as unknown as () => void)],
    ["OPTION", /^invalid option listener=null/, () => detach("a", null as unknown as () => void)],
    ["OPTION", /^invalid option fields=\["a","a"\]/, () => tracepoint("a", ["a", "a"])],
    ["OPTION", /^invalid option fields=\[""\]/, () => tracepoint("a", [""])],
    ["OPTION", /^invalid option fields=\["__proto__"\]/, () => tracepoint("a", ["__proto__"])],
    ["OPTION", /^invalid options "sql" of tracepoint\(\)/, () => tracepoint("a", "sql" as never)],
    [
      "OPTION",
      /^unknown option "field" of tracepoint\(\) .*did you mean "fields"\?$/,
      () => tracepoint("a", { field: ["a"] } as never),
    ],
    ["OPTION", /^invalid option message=7/, () => tracepoint("a", { message: 7 } as never)],
    ["OPTION", /^invalid option action=7/, () => tracepoint("a").wrap(7 as never)],
    ["LEVEL", /^unknown level "loud"/, () => tracepoint("a", { level: "loud" } as never)],
  ])("is refused: ERR_FASTLOG_INVALID_%s, %s", (code, message, call) => {
    const before = points().length;
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(FastlogError);
    expect(error).toMatchObject({
      code: `ERR_FASTLOG_INVALID_${code}`,
      message: expect.stringMatching(message),
    });
    expect(points().length - before).toBeLessThanOrEqual(code === "OPTION" ? 1 : 0);
  });
});

test("whatever a tracepoint is called with, it does not throw, and is one hit", () => {
  const name = newName();
  const events = attached(name);
  const all = captured();
  const query = tracepoint(name) as unknown as (...args: unknown[]) => void;
  fc.assert(
    fc.property(fc.array(fc.anything(), { maxLength: 4 }), (args) => {
      events.length = 0;
      all.clear();
      query(...args);
      expect([events.length, all.lines.length]).toEqual([1, 1]);
    }),
    { numRuns: 200 },
  );
});

test("the types of a tracepoint's arguments come from its names or its function", () => {
  const named = tracepoint("types::named", ["sql", "rows"]);
  expectTypeOf(named).parameters.toEqualTypeOf<[sql?: unknown, rows?: unknown]>();
  const made = tracepoint("types::made", (id: number, name: string) => ({ id, name }));
  expectTypeOf(made).parameters.toEqualTypeOf<[id: number, name: string]>();
  expectTypeOf(made.start).parameters.toEqualTypeOf<[id: number, name: string]>();
  const wrapped = made.wrap(async (id: number) => `${id}`);
  expectTypeOf(wrapped).toEqualTypeOf<(id: number) => Promise<string>>();
  expectTypeOf(made.run(() => 7, 1, "a")).toEqualTypeOf<number>();
  const optional = tracepoint("types::options", { fields: (id: number) => ({ id }) });
  expectTypeOf(optional).parameters.toEqualTypeOf<[id: number]>();
});

function thrownBy(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  return undefined;
}
