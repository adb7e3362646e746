import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test, vi } from "vitest";
import { ManualTime } from "../../test/fixtures/unit/time.ts";
import { Clock } from "../time/clock.ts";
import { Turn } from "./turn.ts";

/** Whether nothing can be scheduled, as where the stack is full. */
const stack = vi.hoisted(() => ({ isFull: false }));
vi.mock("../time/timers.ts", async (original) => {
  const timers = await original<typeof import("../time/timers.ts")>();
  const unlessFull = <F extends (...args: never[]) => unknown>(schedule: F) =>
    ((...args: Parameters<F>) => {
      if (stack.isFull) throw new RangeError("Maximum call stack size exceeded");
      return schedule(...args);
    }) as F;
  return {
    ...timers,
    setImmediate: unlessFull(timers.setImmediate),
    setTimeout: unlessFull(timers.setTimeout),
  };
});

function make(onStart?: (turn: Turn) => void) {
  const time = new ManualTime();
  const clock = new Clock(time);
  let count = 0;
  const turn: Turn = new Turn(
    clock,
    () => count++,
    () => onStart?.(turn),
  );
  return { turn, ends: () => count, time, clock };
}

test("a turn is open from its first record until it ends", async () => {
  const { turn, ends } = make();
  expect(turn.open).toBe(false);
  turn.start();
  expect([turn.open, ends()]).toEqual([true, 0]);
  await nextTurn();
  expect([turn.open, ends()]).toEqual([false, 1]);
});

test("a turn does not end before the promises and ticks of this turn ran", async () => {
  const { turn, ends } = make();
  turn.start();
  await new Promise<void>((resolve) => process.nextTick(resolve));
  await Promise.resolve();
  expect([turn.open, ends()]).toEqual([true, 0]);
  await nextTurn();
});

test("every turn with a record ends once", async () => {
  const { turn, ends } = make();
  for (let i = 1; i <= 3; i++) {
    turn.start();
    await nextTurn();
    expect(ends()).toBe(i);
  }
  await nextTurn();
  expect(ends()).toBe(3);
});

test("a turn is closed before what it ends with runs, so that a record there starts another", async () => {
  const clock = new Clock(new ManualTime());
  const seen: boolean[] = [];
  const turn = new Turn(clock, () => seen.push(turn.open));
  turn.start();
  await nextTurn();
  expect(seen).toEqual([false]);
});

test("the clock is compared with the wall clock where a turn starts", () => {
  const { turn, time, clock } = make();
  time.ms += 60_000;
  clock.read();
  const before = clock.wallMs;
  turn.start();
  expect(clock.wallMs - before).toBe(60_000);
});

test("no turn is opened any more while the process is ending", async () => {
  const { turn, ends } = make();
  turn.ending = true;
  turn.start();
  expect(turn.open).toBe(false);
  await nextTurn();
  expect(ends()).toBe(0);
});

test("a turn that was open when the process began to end still ends", async () => {
  const { turn, ends } = make();
  turn.start();
  turn.ending = true;
  await nextTurn();
  expect([turn.open, ends()]).toEqual([false, 1]);
});

test("onStart is called before a turn opens, and none opens if the process is ending then", async () => {
  const seen: boolean[] = [];
  const { turn, ends } = make((turn) => {
    seen.push(turn.open);
    turn.ending = seen.length === 2;
  });
  turn.start();
  await nextTurn();
  turn.start();
  expect([seen, turn.open]).toEqual([[false, false], false]);
  turn.start();
  await nextTurn();
  expect([seen.length, ends()]).toEqual([2, 1]);
});

test("a record that is logged while its turn starts, as by an async hook, belongs to it", async () => {
  let ends = 0;
  const turn = new Turn(
    new Clock(new ManualTime()),
    () => ends++,
    () => turn.start(),
  );
  turn.start();
  expect(turn.open).toBe(true);
  await nextTurn();
  expect([turn.open, ends]).toEqual([false, 1]);
});

test.each([0, 60_000])(
  "a turn whose end cannot be scheduled is not open, so that the next record starts it (flushAfter: %i)",
  async (flushAfter) => {
    const { turn, time, ends } = make();
    turn.start();
    await nextTurn();
    turn.flushAfter = flushAfter;
    stack.isFull = true;
    try {
      expect(() => turn.start()).toThrow(RangeError);
    } finally {
      stack.isFull = false;
    }
    expect(turn.open).toBe(false);
    time.pass(flushAfter);
    turn.start();
    expect(turn.open).toBe(true);
    await nextTurn();
    expect([turn.open, ends()]).toEqual([false, 2]);
  },
);

describe("with flushAfter", () => {
  /** One that has ended once, at the time that it is now. */
  async function ended(flushAfter: number) {
    const made = make();
    made.turn.flushAfter = flushAfter;
    made.turn.start();
    await nextTurn();
    return made;
  }

  test("a turn ends at once if the last one did that long ago, or never", async () => {
    const { turn, time, ends } = await ended(1000);
    expect(ends()).toBe(1);
    time.pass(1000);
    turn.start();
    await nextTurn();
    expect([turn.open, ends()]).toEqual([false, 2]);
  });

  test("it stays open for what is left of that time, whatever turns the event loop makes", async () => {
    const { turn, time, ends } = await ended(60_000);
    time.pass(30_000);
    turn.start();
    for (let i = 0; i < 20; i++) await nextTurn();
    expect([turn.open, ends()]).toEqual([true, 1]);
  });

  test("then it ends by itself", async () => {
    const { turn, time, ends } = await ended(60_000);
    time.pass(59_999);
    turn.start();
    expect(turn.open).toBe(true);
    // Those that were set before, for a shorter time, have been called when this one is.
    await delay(10);
    expect([turn.open, ends()]).toEqual([false, 2]);
  });

  test("the time counts from the end of a turn, not from its beginning", async () => {
    const time = new ManualTime();
    const turn: Turn = new Turn(new Clock(time), () => time.pass(60_000));
    turn.flushAfter = 60_000;
    turn.start();
    await nextTurn();
    turn.start();
    await nextTurn();
    expect(turn.open).toBe(true);
  });

  test("it keeps no process alive, for that writes everything as it ends", async () => {
    const waitingFor = () => process.getActiveResourcesInfo().filter((name) => name === "Timeout");
    const { turn, time } = await ended(60_000);
    time.pass(1);
    const before = waitingFor();
    turn.start();
    expect(turn.open).toBe(true);
    expect(waitingFor()).toEqual(before);
  });

  test("a turn that is open ends with that of the event loop where the time changes", async () => {
    const { turn, ends } = await ended(60_000);
    turn.start();
    turn.flushAfter = 50_000;
    expect(turn.open).toBe(true);
    await nextTurn();
    expect([turn.open, ends()]).toEqual([false, 2]);
    await nextTurn();
    expect(ends()).toBe(2);
  });

  test("a turn that is declared over and begins again while it is open ends once", async () => {
    const { turn, time, ends } = await ended(60_000);
    time.pass(59_999);
    turn.start();
    turn.open = false;
    turn.start();
    await delay(10);
    expect([turn.open, ends()]).toEqual([false, 2]);
  });

  test("a clock that is set back does not make it longer", async () => {
    const { turn, time, ends } = await ended(1);
    time.ns -= 3_600_000_000_000n;
    turn.start();
    await delay(10);
    expect([turn.open, ends()]).toEqual([false, 2]);
  });
});
