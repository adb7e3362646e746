import { EventEmitter } from "node:events";
import fs from "node:fs";
import * as path from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import { FastlogError } from "../index.ts";
import { type Capture, capture } from "../testing.ts";
import { attach, detach, type Instrumented, instrument, points } from "../tracepoint.ts";

const ends: (() => unknown)[] = [];
let all: Capture;
afterEach(() => {
  for (const end of ends.splice(0).reverse()) end();
});

/** Opens all tracepoints of the tests. */
function opened(filter = "off,probe=trace"): void {
  all = capture({ filter });
  ends.push(() => all.restore());
}

/** Instruments, and takes away after the test. */
const probe = ((...args: readonly unknown[]): Instrumented => {
  const made: Instrumented = Reflect.apply(instrument, undefined, args);
  ends.push(() => made.remove());
  return made;
}) as typeof instrument;

const fields = () => all.records.map((record) => record.fields);
const ms = expect.any(Number);
const err = (type: string, message: string) => ({ err: { type, message } });
const describeAll = (object: object) => Object.getOwnPropertyDescriptors(object);

class Pool {
  static opened = 0;
  static open(name: string): Pool {
    return new Pool(name);
  }
  readonly name: string;
  constructor(name = "pool") {
    this.name = name;
    Pool.opened++;
  }
  query(sql: string, ...values: unknown[]): string {
    if (sql === "") throw new TypeError("no statement");
    return `${this.name}: ${sql} ${values.join()}`;
  }
  async load(id: number): Promise<number> {
    if (id < 0) throw new RangeError("no such row");
    return id;
  }
  *rows(count: number): Generator<number, string> {
    for (let i = 0; i < count; i++) yield i;
    return "end";
  }
  async *stream(count: number): AsyncGenerator<number, string> {
    for (let i = 0; i < count; i++) yield i;
    return "end";
  }
  get size(): number {
    return 1;
  }
}

describe("an instrumented method", () => {
  test("records its duration, and neither arguments nor results", () => {
    opened();
    probe(Pool.prototype, "query", "probe::query");
    expect(new Pool("a").query("select", 1, 2)).toBe("a: select 1,2");
    expect(all.records).toMatchObject([
      { level: "trace", target: "probe::query", message: "probe::query" },
    ]);
    expect(fields()).toEqual([{ ms }]);
  });

  test("throws what it throws, and records its type and message", () => {
    opened();
    probe(Pool.prototype, "query", "probe::query");
    expect(() => new Pool().query("")).toThrow("no statement");
    expect(fields()).toEqual([{ ms, ...err("TypeError", "no statement") }]);
  });

  test("may be async", async () => {
    opened();
    probe(Pool.prototype, "load", "probe::load");
    const pool = new Pool();
    expect(await pool.load(3)).toBe(3);
    await expect(pool.load(-1)).rejects.toThrow("no such row");
    expect(fields()).toEqual([{ ms }, { ms, ...err("RangeError", "no such row") }]);
  });

  test("may be a generator, async or not", async () => {
    opened();
    const options = { result: true } as const;
    probe(Pool.prototype, "rows", "probe::rows", options);
    probe(Pool.prototype, "stream", "probe::stream", options);
    expect([...new Pool().rows(2)]).toEqual([0, 1]);
    for await (const row of new Pool().stream(3)) expect(row).toBeLessThan(3);
    expect(fields()).toEqual([
      { items: 2, result: "end", ms },
      { items: 3, result: "end", ms },
    ]);
  });

  test("may be of one object, inherited, and is inherited again after that", () => {
    opened();
    const [pool, other] = [new Pool("a"), new Pool("b")];
    const made = probe(pool, "query", "probe::query");
    pool.query("x");
    other.query("x");
    expect(all.lines).toHaveLength(1);
    expect(made.remove()).toBe(true);
    expect(Object.hasOwn(pool, "query")).toBe(false);
    expect(pool.query).toBe(Pool.prototype.query);
  });

  test("may be a symbol, or a number", () => {
    opened();
    const KEY = Symbol("run it");
    const object = { [KEY]: () => 1, 0: () => 2 };
    const made = [probe(object, KEY, { level: "debug" }), probe(object, 0)];
    expect([object[KEY](), object[0]()]).toEqual([1, 2]);
    expect(made.map(({ name }) => name)).toEqual(["run_it", "0"]);
  });

  test("may be static, a constructor, or a class", () => {
    opened();
    const database = { Pool, Old };
    probe(Pool, "open", "probe::open");
    probe(database, "Pool", "probe::Pool");
    probe(database, "Old", "probe::Old");
    expect(Pool.open("a").name).toBe("a");
    const pool = new database.Pool("b");
    expect([pool.name, pool instanceof Pool, pool instanceof database.Pool]).toEqual([
      "b",
      true,
      true,
    ]);
    expect(pool.constructor).toBe(Pool);
    const old = new database.Old(7);
    expect([old.value, old.target, Object.getPrototypeOf(old)]).toEqual([7, Old, Old.prototype]);
    expect((database.Old as unknown as (value: number) => string)(8)).toBe("called with 8");
    expect(() => (database.Pool as unknown as () => void)()).toThrow(
      "Class constructor Pool cannot be invoked without 'new'",
    );
    expect(all.records.map(({ target }) => target)).toEqual([
      "probe::open",
      "probe::Pool",
      "probe::Old",
      "probe::Old",
      "probe::Pool",
    ]);
    expect(database.Pool.opened).toBe(Pool.opened);
  });

  test("may be a class that others extend", () => {
    const database = { Pool };
    probe(database, "Pool", "probe::Pool");
    class Small extends database.Pool {
      override query(sql: string): string {
        return `small ${super.query(sql)}`;
      }
    }
    for (const filter of ["off", "trace"]) {
      opened(filter);
      const small = new Small("s");
      expect([small instanceof Small, small instanceof Pool, small.query("x")]).toEqual([
        true,
        true,
        "small s: x ",
      ]);
      expect(all.lines).toHaveLength(filter === "off" ? 0 : 1);
    }
  });

  test.each(["off", "trace"])("has its `this`, arguments and result where LOG=%s", (filter) => {
    opened(filter);
    const object = {
      spread(...args: unknown[]) {
        return [this, args.length, ...args];
      },
    };
    probe(object, "spread", "probe::spread");
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 7 }), (args) => {
        expect(object.spread(...args)).toEqual([object, args.length, ...args]);
      }),
      { numRuns: 30 },
    );
    const other = {};
    expect(Reflect.apply(object.spread, other, [1])).toEqual([other, 1, 1]);
    const { spread } = object;
    expect((spread as unknown as () => unknown)()).toEqual([undefined, 0]);
  });

  test("that returns its object is done, even if that is something to wait for", () => {
    opened();
    const builder = {
      where() {
        return this;
      },
      // biome-ignore lint/suspicious/noThenProperty: builders of queries have it
      then() {},
    };
    const before = describeAll(builder);
    const made = probe(builder, "where", "probe::where");
    builder.where().where();
    made.remove();
    expect(fields()).toEqual([{ ms }, { ms }]);
    expect(describeAll(builder)).toEqual(before);
  });
});

describe("what is recorded", () => {
  test.each([
    ["all arguments", { args: true }, { args: ["select", 1] }],
    ["named arguments", { args: ["sql"] }, { sql: "select" }],
    ["fields of arguments", { args: (sql: string) => ({ length: sql.length }) }, { length: 6 }],
    ["the result", { result: true }, { result: "p: select 1" }],
    ["fields of the result", { result: (text: string) => ({ size: text.length }) }, { size: 11 }],
  ] as const)("is %s, if asked for", (_, options, expected) => {
    opened();
    probe(Pool.prototype, "query", "probe::query", options as object);
    new Pool("p").query("select", 1);
    expect(fields()).toEqual([{ ...expected, ms }]);
  });

  test("is at the level and with the message of the options", () => {
    opened("probe=debug");
    const options = { args: ["sql"], level: "debug", message: "asked {sql}" } as const;
    probe(Pool.prototype, "query", "probe::query", options);
    new Pool().query("select");
    expect(all.records).toMatchObject([{ level: "debug", message: "asked select" }]);
  });

  test("does not depend on what a function of the options throws, which is told", () => {
    opened();
    const told = vi.spyOn(fs, "writeSync").mockReturnValue(0);
    ends.push(() => told.mockRestore());
    const result = () => {
      throw new Error("broken");
    };
    probe(Pool.prototype, "query", "probe::query", { result });
    expect(new Pool("p").query("x")).toBe("p: x ");
    expect(fields()).toEqual([{ ms }]);
    expect(told).toHaveBeenCalledWith(
      2,
      expect.stringContaining("the function for the result threw"),
    );
  });
});

describe("the stand-in of a function", () => {
  test("looks like the function", () => {
    const object = { greet: Object.assign(greet, { version: 1, [Symbol.for("x")]: 2 }) };
    const original = object.greet;
    probe(object, "greet", "probe::greet");
    const { greet: stand } = object;
    expect(stand).not.toBe(original);
    expect([stand.name, stand.length, `${stand}`, stand.version]).toEqual([
      "greet",
      2,
      Function.prototype.toString.call(greet),
      1,
    ]);
    expect(Reflect.ownKeys(stand)).toEqual(expect.arrayContaining(Reflect.ownKeys(greet)));
    expect(Object.keys(stand)).toEqual(Object.keys(greet));
    expect(Object.getPrototypeOf(stand)).toBe(original);
    expect(() => new (stand as unknown as new () => object)()).not.toThrow();
  });

  test("is no constructor where the function is none", () => {
    probe(Pool.prototype, "query", "probe::query");
    const stand = Pool.prototype.query as unknown as new () => object;
    expect(() => new stand()).toThrow("is not a constructor");
    expect("prototype" in stand).toBe(false);
  });

  test("shares the members of the function, also new ones once it is taken away", () => {
    const original = Object.assign(() => 1, { calls: 0 }) as (() => number) & {
      calls: number;
      added?: string;
    };
    const object = { count: original };
    const made = probe(object, "count", "probe::count");
    object.count.calls = 7;
    object.count.added = "later";
    expect([original.calls, original.added]).toEqual([7, undefined]);
    original.calls++;
    expect(object.count.calls).toBe(8);
    made.remove();
    expect([object.count, original.added]).toEqual([original, "later"]);
  });

  test("that was taken out of the object only calls the function after that", () => {
    opened();
    const object = { one: () => 1 };
    const made = probe(object, "one", "probe::one");
    const { one } = object;
    made.remove();
    expect(one()).toBe(1);
    expect(all.lines).toEqual([]);
  });
});

describe("to take it away", () => {
  test.each<[what: string, descriptor: PropertyDescriptor]>([
    ["a usual property", { writable: true, enumerable: true, configurable: true }],
    ["a method of a class", { writable: true, enumerable: false, configurable: true }],
    ["one that cannot be written", { writable: false, enumerable: true, configurable: true }],
    ["one that cannot be configured", { writable: true, enumerable: true, configurable: false }],
  ])("restores exactly %s", (_, attributes) => {
    opened();
    const value = () => 1;
    const object = Object.defineProperty({} as { one: () => number }, "one", {
      ...attributes,
      value,
    });
    const made = probe(object, "one", "probe::one");
    expect(Object.getOwnPropertyDescriptor(object, "one")).toMatchObject(attributes);
    object.one();
    expect(all.lines).toHaveLength(1);
    expect([made.remove(), made.remove()]).toEqual([true, true]);
    expect(Object.getOwnPropertyDescriptor(object, "one")).toEqual({ ...attributes, value });
  });

  test("leaves the function of somebody else, says so, and records nothing more", () => {
    opened();
    const object = { one: () => 1 };
    const made = probe(object, "one", "probe::one");
    const { one } = object;
    const theirs = () => one() + 1;
    object.one = theirs;
    expect(object.one()).toBe(2);
    expect(made.remove()).toBe(false);
    expect([object.one, object.one()]).toEqual([theirs, 2]);
    expect(all.lines).toHaveLength(1);
  });

  test("says so where the object was frozen or the method deleted meanwhile", () => {
    const frozen = { one: () => 1 };
    const deleted: { one?: () => number } = { one: () => 1 };
    const made = [probe(frozen, "one", "probe::one"), probe(deleted, "one", "probe::one")];
    Object.freeze(frozen);
    delete deleted.one;
    expect(made.map((one) => one.remove())).toEqual([false, false]);
    expect([frozen.one(), deleted.one]).toEqual([1, undefined]);
  });

  test("forgets the tracepoint, unless others have one of that name", () => {
    const listed = () => points().some(({ name }) => name === "probe::forgotten");
    const object = { one: () => 1, two: () => 2 };
    const made = [
      probe(object, "one", "probe::forgotten"),
      probe(object, "two", "probe::forgotten"),
    ];
    expect(listed()).toBe(true);
    made[0]?.remove();
    expect(listed()).toBe(true);
    made[1]?.remove();
    expect(listed()).toBe(false);
  });

  test("works at the end of a block, for a call that is under way, too", async () => {
    opened();
    const object = { wait: () => new Promise((resolve) => setImmediate(resolve)) };
    const { wait } = object;
    const made = instrument(object, "wait", "probe::wait");
    const waiting = object.wait();
    made[Symbol.dispose]();
    await waiting;
    expect([object.wait, all.lines.length]).toEqual([wait, 1]);
  });
});

describe("several around one function", () => {
  test("each record a call, and may be taken away in any order", () => {
    const NAMES = ["probe::a", "probe::b", "probe::c"];
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 5 }),
        fc.infiniteStream(fc.nat()),
        fc.boolean(),
        (names, choices, isInherited) => {
          const records = capture({ filter: "probe=trace" });
          const holder = { one: (n: number) => n + 1 };
          const object = isInherited ? (Object.create(holder) as typeof holder) : holder;
          const before = [describeAll(holder), describeAll(object)];
          const made = names.map((name) => instrument(object, "one", name));
          while (made.length > 0) {
            records.clear();
            expect(object.one(1)).toBe(2);
            expect(records.records.map(({ target }) => target).sort()).toEqual(
              made.map(({ name }) => name).sort(),
            );
            const [taken] = made.splice((choices.next().value as number) % made.length, 1);
            expect(taken?.remove()).toBe(true);
          }
          expect([describeAll(holder), describeAll(object)]).toEqual(before);
          records.restore();
        },
      ),
      { numRuns: 40 },
    );
  });

  test("are one function, of which only those that are open record", () => {
    opened("off,probe::b=trace");
    const object = { one: () => 1 };
    probe(object, "one", "probe::a");
    const { one } = object;
    probe(object, "one", "probe::b");
    expect(object.one).toBe(one);
    object.one();
    expect(all.records.map(({ target }) => target)).toEqual(["probe::b"]);
  });

  test("with somebody else's in between are independent", () => {
    opened();
    const original = () => 1;
    const object = { one: original };
    const first = probe(object, "one", "probe::first");
    const { one } = object;
    const between = () => one() * 2;
    object.one = between;
    const second = probe(object, "one", "probe::second");
    expect(object.one()).toBe(2);
    expect(all.lines).toHaveLength(2);
    expect(first.remove()).toBe(false);
    expect(object.one()).toBe(2);
    expect(all.records.map(({ target }) => target)).toEqual([
      "probe::first",
      "probe::second",
      "probe::second",
    ]);
    expect([second.remove(), object.one]).toEqual([true, between]);
  });

  test("of a class and of one of its objects are independent", () => {
    opened();
    const pool = new Pool("p");
    const { query } = Pool.prototype;
    const ofClass = probe(Pool.prototype, "query", "probe::class");
    const ofObject = probe(pool, "query", "probe::object");
    pool.query("x");
    expect(all.records.map(({ target }) => target)).toEqual(["probe::class", "probe::object"]);
    expect([ofClass.remove(), Pool.prototype.query]).toEqual([true, query]);
    expect(pool.query("x")).toBe("p: x ");
    expect(all.lines).toHaveLength(3);
    expect([ofObject.remove(), pool.query]).toEqual([true, query]);
  });

  test("find the place again that one was taken away from in vain", () => {
    opened();
    const original = () => 1;
    const object = { one: original };
    const first = probe(object, "one", "probe::one");
    const { one } = object;
    object.one = () => 2;
    first.remove();
    object.one = one;
    const second = probe(object, "one", "probe::one");
    object.one();
    expect(all.lines).toHaveLength(1);
    expect([second.remove(), object.one]).toEqual([true, original]);
  });
});

describe("the default name", () => {
  test.each<[name: string, make: () => Instrumented]>([
    ["Pool::query", () => probe(Pool.prototype, "query")],
    ["Pool::load", () => probe(new Pool(), "load")],
    ["Pool::open", () => probe(Pool, "open")],
    ["run", () => probe({ run() {} }, "run")],
    ["EventEmitter::emit", () => probe(new EventEmitter(), "emit")],
    ["a_b_c", () => probe({ "a b=c"() {} }, "a b=c")],
    ["anonymous", () => probe({ ""() {} }, "")],
  ])("is %s", (name, make) => {
    expect(make().name).toBe(name);
  });
});

describe("an invalid argument", () => {
  const object: Record<string, unknown> = { text: "x", query() {} };
  const fixed = Object.freeze({ query() {} });
  const closed = Object.preventExtensions(Object.create({ query() {} }));
  const call = (...args: unknown[]) => Reflect.apply(instrument, undefined, args);
  test.each<[code: string, message: RegExp, args: unknown[]]>([
    [
      "OPTION",
      /^invalid object null of instrument\(\) \(expected an object or a class/,
      [null, "a"],
    ],
    ["OPTION", /^invalid method null \(expected a name or a symbol\)/, [object, null]],
    [
      "OPTION",
      /^invalid method "qeury" of .*\(it has no such property\); did you mean "query"\?/,
      [object, "qeury"],
    ],
    ["OPTION", /^invalid method "text" of .*\(expected a function, not "x"\)/, [object, "text"]],
    [
      "OPTION",
      /^invalid method "size" of \[Pool\] \(an accessor; expected a property that has a function\)/,
      [new Pool(), "size"],
    ],
    [
      "OPTION",
      /^invalid method "query" of .*\(the property can be neither written nor configured\)/,
      [fixed, "query"],
    ],
    [
      "OPTION",
      /^invalid method "query" of .*\(inherited, and the object takes no properties\)/,
      [closed, "query"],
    ],
    [
      "OPTION",
      /^invalid method "join" of \[Module\] \(exports of a module cannot be replaced;/,
      [path, "join"],
    ],
    [
      "OPTION",
      /^unknown option "reslt" of instrument\(\) .*did you mean "result"\?/,
      [object, "query", { reslt: true }],
    ],
    [
      "OPTION",
      /^invalid option args=false: expected true, up to 64/,
      [object, "query", "a", { args: false }],
    ],
    [
      "OPTION",
      /^invalid option result="x": expected true or a function/,
      [object, "query", "a", { result: "x" }],
    ],
    ["TARGET", /^invalid tracepoint "a b"/, [object, "query", "a b"]],
    ["TARGET", /^invalid tracepoint null/, [object, "query", null]],
    ["LEVEL", /^unknown level "loud"/, [object, "query", { level: "loud" }]],
  ])("is refused and changes nothing: ERR_FASTLOG_INVALID_%s, %s", (code, message, args) => {
    const before = [points(), describeAll(object)];
    let thrown: unknown;
    try {
      call(...args);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FastlogError);
    expect(thrown).toMatchObject({
      code: `ERR_FASTLOG_INVALID_${code}`,
      message: expect.stringMatching(message),
    });
    expect([points(), describeAll(object)]).toEqual(before);
  });
});

test("functions and subscribers that are attached see the arguments only if they are recorded", () => {
  const seen: object[] = [];
  const listener = (event: { readonly fields: object }) => seen.push(event.fields);
  attach("probe::query", listener);
  probe(Pool.prototype, "query", "probe::query");
  new Pool().query("secret");
  probe(Pool.prototype, "query", "probe::query", { args: ["sql"] });
  new Pool().query("known");
  detach("probe::query", listener);
  expect(seen).toEqual([{}, { sql: "known" }, {}]);
});

test("the types of options come from the function", () => {
  instrument(Pool.prototype, "load", "probe::types", {
    args: (id) => ({ id: expectTypeOf(id).toEqualTypeOf<number>() }),
    result: (row) => ({ row: expectTypeOf(row).toEqualTypeOf<number>() }),
  }).remove();
  instrument(Pool.prototype, "rows", {
    result: (end) => ({ end: expectTypeOf(end).toEqualTypeOf<string>() }),
  }).remove();
  // @ts-expect-error: there is no such method
  expect(() => instrument(Pool.prototype, "quary")).toThrow('did you mean "query"?');
});

function greet(first: string, second: string): string {
  return `hello ${first} and ${second}`;
}

/** A function that makes objects, from the time before classes. */
const Old = function (this: { value: number; target: unknown }, value: number) {
  if (new.target === undefined) return `called with ${value}`;
  this.value = value;
  this.target = new.target;
  return undefined;
} as unknown as new (
  value: number,
) => { value: number; target: unknown };
