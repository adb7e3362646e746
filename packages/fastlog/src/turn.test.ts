import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { ManualTime } from "../test/fixtures/unit/time.ts";
import { Clock } from "./clock.ts";
import { Turn } from "./turn.ts";

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

test("whoever watches turns is told before one opens, and none opens if the process is ending then", async () => {
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
