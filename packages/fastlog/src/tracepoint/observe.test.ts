import { exec } from "node:child_process";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { afterEach, describe, expect, test, vi } from "vitest";
import { getContext, withContext } from "../index.ts";
import { type Capture, capture } from "../testing.ts";
import { attach, detach, type TracepointEvent, tracepoint } from "../tracepoint.ts";

const NAME = "observed::call";
const point = tracepoint(NAME, ["first"]);
const load = tracepoint(NAME);

let all: Capture;
afterEach(() => {
  detach(NAME);
  all?.restore();
});

/** Opens the tracepoint, and returns the hits. */
function opened(): TracepointEvent[] {
  all = capture({ filter: `off,${NAME}=trace` });
  const events: TracepointEvent[] = [];
  attach(NAME, (event) => events.push(event));
  return events;
}

const fields = () => all.records.map((record) => record.fields);
const ms = expect.any(Number);

/** Both ways to time a function. */
const WAYS = [
  ["run", <T>(action: () => T): T => load.run(action)],
  ["wrap", <T>(action: () => T): T => load.wrap(action)()],
] as const;

describe.each(WAYS)("%s()", (_, timed) => {
  test("returns what the function returns, and makes one record", () => {
    opened();
    const result = {};
    expect(timed(() => result)).toBe(result);
    expect(fields()).toEqual([{ ms }]);
  });

  test("throws what the function throws, and records its type and message", () => {
    const events = opened();
    const error = Object.assign(new RangeError("too far"), { code: "E_FAR" });
    expect(() =>
      timed(() => {
        throw error;
      }),
    ).toThrow(error);
    expect(fields()).toEqual([
      { ms, err: { type: "RangeError", message: "too far", code: "E_FAR" } },
    ]);
    expect(events[0]?.error).toBe(error);
  });

  test.each([
    [undefined, { type: "undefined", message: "undefined" }],
    [null, { type: "null", message: "null" }],
    ["text", { type: "string", message: "text" }],
    [Object.create(null), { type: "object", message: "an error that cannot be shown" }],
    ["x".repeat(5_000), { type: "string", message: "x".repeat(1_024) }],
  ])("records anything that is thrown: %s", (thrown, err) => {
    const events = opened();
    let caught: unknown;
    try {
      timed(() => {
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }
    expect(caught).toBe(thrown);
    expect(fields()).toEqual([{ ms, err }]);
    expect(Object.hasOwn(events[0] ?? {}, "error")).toBe(true);
  });

  test("records an error whose getters throw", () => {
    opened();
    const error = Object.defineProperty(new Error("x"), "code", {
      get() {
        throw new Error("broken getter");
      },
    });
    expect(() =>
      timed(() => {
        throw error;
      }),
    ).toThrow("x");
    expect(fields()).toEqual([{ ms, err: { type: "Error", message: "x" } }]);
  });

  test("makes its record when the promise resolves", async () => {
    opened();
    let resolve: (value: number) => void = () => {};
    const promise = timed(
      () =>
        new Promise<number>((done) => {
          resolve = done;
        }),
    );
    expect(promise).toBeInstanceOf(Promise);
    expect(all.lines).toEqual([]);
    resolve(7);
    expect(await promise).toBe(7);
    expect(fields()).toEqual([{ ms }]);
  });

  test("makes its record when the promise rejects", async () => {
    const events = opened();
    const error = new TypeError("x");
    await expect(timed(() => Promise.reject(error))).rejects.toBe(error);
    expect(fields()).toEqual([{ ms, err: { type: "TypeError", message: "x" } }]);
    expect(events).toHaveLength(1);
  });

  test("does not hide a rejection that nobody handles", async () => {
    opened();
    const others = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection");
    const reasons: unknown[] = [];
    process.on("unhandledRejection", (reason) => reasons.push(reason));
    const error = new Error("nobody handles it");
    timed(() => Promise.reject(error));
    await new Promise((resolve) => setImmediate(resolve));
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
    expect(reasons).toEqual([error]);
  });

  test("keeps members of a promise", async () => {
    opened();
    const promise = timed(() => promisify(exec)("exit 3"));
    expect(promise.child.pid).toBeGreaterThan(0);
    await expect(promise).rejects.toMatchObject({ code: 3 });
    expect(fields()).toMatchObject([
      { ms, err: { type: "Error", message: expect.stringContaining("Command failed") } },
    ]);
  });

  test("does not begin the work of a lazy query, and makes its record when that is done", async () => {
    opened();
    const query = new LazyQuery();
    const returned = timed(() => query);
    expect(returned).toBe(query);
    await new Promise((resolve) => setImmediate(resolve));
    expect([query.runs, all.lines]).toEqual([0, []]);
    expect(await returned).toBe("rows");
    expect([query.runs, fields()]).toEqual([1, [{ ms }]]);
  });

  test("makes its record when a lazy query fails, for each that waits for it", async () => {
    opened();
    const query = timed(() => new LazyQuery(new Error("no connection")));
    await expect(query).rejects.toThrow("no connection");
    expect(await query.then(undefined, (error) => (error as Error).message)).toBe("no connection");
    expect(fields()).toEqual([{ ms, err: { type: "Error", message: "no connection" } }]);
  });

  test("makes the record of a promise of a class of its own, which stays the same", async () => {
    opened();
    class Cancelable extends Promise<number> {
      cancel() {
        return true;
      }
    }
    const promise = timed(() => Cancelable.resolve(7) as Cancelable);
    expect(promise.cancel()).toBe(true);
    expect(await promise).toBe(7);
    expect(fields()).toEqual([{ ms }]);
  });

  test("makes the record of a promise of another realm", async () => {
    opened();
    expect(await timed(() => runInNewContext("Promise.resolve(7)"))).toBe(7);
    expect(fields()).toEqual([{ ms }]);
  });

  test("makes its record at once for a thenable that cannot be changed", () => {
    opened();
    const frozen = Object.freeze(new LazyQuery());
    expect(timed(() => frozen)).toBe(frozen);
    expect([fields(), frozen.runs]).toEqual([[{ ms }], 0]);
  });

  test("passes on an object whose members cannot be read", () => {
    opened();
    const broken = new Proxy(
      {},
      {
        get() {
          throw new Error("broken trap");
        },
      },
    );
    expect(timed(() => broken)).toBe(broken);
    expect(fields()).toEqual([{ ms }]);
  });

  test("makes its record when a generator has no further items", () => {
    opened();
    const generator = timed(function* () {
      yield 1;
      yield 2;
      return 3;
    });
    expect(Object.prototype.toString.call(generator)).toBe("[object Generator]");
    expect(generator.next()).toEqual({ done: false, value: 1 });
    expect(all.lines).toEqual([]);
    expect([...generator]).toEqual([2]);
    expect(fields()).toEqual([{ items: 2, ms }]);
    expect([generator.next(), Reflect.ownKeys(generator)]).toEqual([
      { done: true, value: undefined },
      [],
    ]);
  });

  test("makes its record when a generator is left, or throws", () => {
    opened();
    function* numbers() {
      yield 1;
      yield 2;
      throw new Error("no third");
    }
    for (const number of timed(numbers)) if (number === 1) break;
    expect(() => [...timed(numbers)]).toThrow("no third");
    expect(() => timed(numbers).throw(new TypeError("from outside"))).toThrow("from outside");
    expect(fields()).toEqual([
      { items: 1, ms },
      { items: 2, ms, err: { type: "Error", message: "no third" } },
      { items: 0, ms, err: { type: "TypeError", message: "from outside" } },
    ]);
  });

  test("takes no end for an error of a generator that asks itself for an item", () => {
    opened();
    let generator: Generator<string>;
    generator = timed(function* (): Generator<string> {
      try {
        generator.next();
      } catch (error) {
        yield String(error);
      }
    });
    expect([...generator]).toEqual(["TypeError: Generator is already running"]);
    expect(fields()).toEqual([{ items: 1, ms }]);
  });

  test("passes values into a generator", () => {
    opened();
    const generator = timed(function* (): Generator<number, string, string> {
      const first = yield 1;
      return `${first} and ${yield 2}`;
    });
    generator.next();
    generator.next("a");
    expect(generator.next("b")).toEqual({ done: true, value: "a and b" });
  });

  test("makes its record when an async generator has no further items", async () => {
    opened();
    async function* numbers(fails: boolean) {
      yield 1;
      if (fails) throw new Error("no second");
      yield 2;
    }
    const items: number[] = [];
    for await (const item of timed(() => numbers(false))) items.push(item);
    for await (const item of timed(() => numbers(false))) if (item === 1) break;
    await expect(async () => {
      for await (const item of timed(() => numbers(true))) items.push(item);
    }).rejects.toThrow("no second");
    expect(items).toEqual([1, 2, 1]);
    expect(fields()).toEqual([
      { items: 2, ms },
      { items: 1, ms },
      { items: 1, ms, err: { type: "Error", message: "no second" } },
    ]);
  });
});

test("run() has the fields of its further arguments", () => {
  opened();
  point.run(() => 1, "a");
  load.run(() => 1, { b: 2 });
  expect(fields()).toEqual([
    { first: "a", ms },
    { b: 2, ms },
  ]);
});

test("wrap() has the fields of the arguments, if the tracepoint names them", () => {
  opened();
  const add = (a: number, b: number) => a + b;
  expect(point.wrap(add)(1, 2)).toBe(3);
  expect(load.wrap(add)(3, 4)).toBe(7);
  expect(fields()).toEqual([{ first: 1, ms }, { ms }]);
});

test("the record of a promise has the context of its start", async () => {
  opened();
  await withContext({ reqId: "r1" }, () => point.run(async () => getContext(), "a"));
  expect(fields()).toEqual([{ reqId: "r1", first: "a", ms }]);
});

test("a duration is that of a clock, in milliseconds", async () => {
  const events = opened();
  const begun = performance.now();
  await load.run(() => new Promise((resolve) => setTimeout(resolve, 2)));
  const passed = performance.now() - begun;
  const [event] = events;
  expect(event?.ms).toBeGreaterThan(1);
  expect(event?.ms).toBeLessThanOrEqual(passed);
  expect(event?.startTime).toBeGreaterThanOrEqual(begun);
});

test("a function that nobody listens to gives its own promise and generator", () => {
  all = capture({ filter: "off" });
  const promise = Promise.resolve(1);
  const generator = (function* () {})();
  const query = new LazyQuery();
  for (const value of [promise, generator, query]) {
    expect(load.run(() => value)).toBe(value);
    expect(Reflect.ownKeys(value).filter((key) => typeof key === "string")).toEqual(
      value === query ? ["runs"] : [],
    );
  }
});

test("a function that is called at the end of the stack is called, whoever listens", () => {
  opened();
  const called = vi.fn();
  const deep = (): void => {
    try {
      deep();
    } catch {
      // The stack is full here.
    }
    point.run(called);
  };
  deep();
  expect(called.mock.calls.length).toBeGreaterThan(100);
});

/** A query that runs when it is awaited, as those of knex and mongoose do. */
class LazyQuery implements PromiseLike<string> {
  runs = 0;
  readonly #error: Error | undefined;

  constructor(error?: Error) {
    this.#error = error;
  }

  // biome-ignore lint/suspicious/noThenProperty: it is what the test is about
  then<A = string, B = never>(
    onDone?: ((value: string) => A | PromiseLike<A>) | null,
    onFailed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    if (!Object.isFrozen(this)) this.runs++;
    const result =
      this.#error === undefined ? Promise.resolve("rows") : Promise.reject(this.#error);
    return result.then(onDone, onFailed);
  }
}
