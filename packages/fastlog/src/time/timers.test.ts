import timers from "node:timers";
import { setTimeout as delay } from "node:timers/promises";
import { afterEach, describe, expect, test, vi } from "vitest";

const { setTimeout, setImmediate, clearTimeout, clearImmediate } = timers;
const own = { setTimeout, setImmediate, clearTimeout, clearImmediate };

afterEach(() => {
  vi.useRealTimers();
  Object.assign(timers, own);
  vi.resetModules();
});

/** Functions that take what is to be called, and never call it. */
const STOPPED = {
  setTimeout: () => ({ unref() {} }),
  setImmediate: () => ({ unref() {} }),
  clearTimeout() {},
  clearImmediate() {},
} as unknown as typeof timers;

/** `time/timers.ts` as a program has it that replaces timers before it loads fastlog. */
async function loaded() {
  vi.resetModules();
  return import("./timers.ts");
}

describe.each([
  ["stopped", () => void Object.assign(timers, STOPPED)],
  ["faked by vitest", () => void vi.useFakeTimers()],
  [
    "taken away",
    () => {
      for (const name of Object.keys(STOPPED)) Reflect.deleteProperty(timers, name);
    },
  ],
])("with the timers of Node %s", (_, replace) => {
  test("timers work if the globals are replaced after fastlog was loaded", async () => {
    const { setImmediate, setTimeout } = await loaded();
    replace();
    await new Promise<void>((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
  });

  test("timers work if the globals were replaced before fastlog was loaded", async () => {
    replace();
    const { setImmediate, setTimeout } = await loaded();
    await new Promise<void>((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => setTimeout(resolve, 1));
  });

  test("a cleared timer does not run if the globals were replaced before fastlog was loaded", async () => {
    replace();
    const { clearImmediate, clearTimeout, setImmediate, setTimeout } = await loaded();
    const called: string[] = [];
    clearImmediate(setImmediate(() => called.push("immediate")));
    clearTimeout(setTimeout(() => called.push("timeout"), 1));
    await new Promise<void>((resolve) => setTimeout(resolve, 20).unref().ref());
    expect(called).toEqual([]);
  });

  test("Node's own timers are used once they are back", async () => {
    replace();
    const { setImmediate, setTimeout } = await loaded();
    vi.useRealTimers();
    Object.assign(timers, own);
    const { constructor: Timeout } = own.setTimeout(() => {}, 0);
    expect(setTimeout(() => {}, 0)).toBeInstanceOf(Timeout);
    let isThisTurn = true;
    const ended = new Promise<boolean>((resolve) => setImmediate(() => resolve(isThisTurn)));
    await delay(0);
    isThisTurn = false;
    expect(await ended).toBe(true);
  });
});

test.each([Number.POSITIVE_INFINITY, 2 ** 31, Number.MAX_SAFE_INTEGER])(
  "a delay of %s ms is no short one, of which Node makes a millisecond",
  async (ms) => {
    const { clearTimeout, setTimeout } = await loaded();
    let isCalled = false;
    const timer = setTimeout(() => {
      isCalled = true;
    }, ms);
    await delay(20);
    clearTimeout(timer);
    expect(isCalled).toBe(false);
  },
);

test("a microtask runs before the turn ends, however its global is replaced", async () => {
  vi.stubGlobal("queueMicrotask", () => {});
  const { setImmediate, setMicrotask } = await loaded();
  const called: string[] = [];
  const ended = new Promise<void>((resolve) => setImmediate(resolve));
  setMicrotask(() => called.push("microtask"));
  await ended;
  vi.unstubAllGlobals();
  expect(called).toEqual(["microtask"]);
});
