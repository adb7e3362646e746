import { describe, expect, test } from "vitest";
import { Roster, type Seat } from "./roster.ts";

const soon = () => performance.now() + 20;
const never = () => Number.POSITIVE_INFINITY;

/** A roster as another thread has it, with the same memory. */
const elsewhere = (roster: Roster) => new Roster(roster.buffer);

/** Threads by their numbers, each made by the one that stands beside it. */
function make(...makers: readonly [thread: number, maker: number][]) {
  const roster = new Roster();
  const seats = new Map(
    makers.map(([thread, maker]) => [thread, elsewhere(roster).join(thread, maker) as Seat]),
  );
  return { roster, seat: (thread: number) => seats.get(thread) as Seat };
}

describe("the end of the process", () => {
  test("neither waits for nor wakes threads without records", () => {
    const { roster, seat } = make([1, 0], [2, 0]);
    seat(1).open();
    seat(1).settle();
    let woken = 0;
    roster.end(0, never(), () => woken++);
    expect(woken).toBe(0);
  });

  test.each<[how: string, act: (seat: Seat) => void]>([
    ["has written what it logged", (seat) => seat.settle()],
    ["has ended", (seat) => seat.end()],
    ["is no more", (seat) => seat.leave()],
  ])("waits for a thread that has something to write until it %s", (_, act) => {
    const { roster, seat } = make([1, 0], [2, 1]);
    seat(2).open();
    roster.end(0, never(), () => act(seat(2)));
    expect(seat(2).isAsked).toBe(true);
  });

  test("waits until its deadline", () => {
    const { roster, seat } = make([1, 0]);
    seat(1).open();
    const deadline = soon();
    roster.end(0, deadline, () => {});
    expect(performance.now()).toBeGreaterThanOrEqual(deadline - 1);
  });

  test("is what a thread learns that begins a turn afterwards, and one that starts then", () => {
    const { roster, seat } = make([1, 0]);
    expect(seat(1).open()).toBe(false);
    seat(1).settle();
    roster.end(0, soon(), () => {});
    expect(seat(1).open()).toBe(true);
    expect(elsewhere(roster).join(2, 0)?.open()).toBe(true);
  });

  test("is told once: what ended has no turns any more", () => {
    const { roster, seat } = make([1, 0]);
    roster.end(0, soon(), () => {});
    expect(seat(1).open()).toBe(true);
    seat(1).end();
    expect(seat(1).open()).toBe(false);
    // Nobody waits for it.
    roster.end(0, never(), () => {});
  });
});

test("a thread that ends asks those that it made, and those that they made, and no others", () => {
  const { roster, seat } = make([1, 0], [2, 1], [3, 2], [4, 0], [5, 4]);
  for (const thread of [1, 2, 3, 4, 5]) seat(thread).open();
  roster.end(1, never(), () => {
    seat(2).settle();
    seat(3).settle();
  });
  const asked = [1, 2, 3, 4, 5].filter((thread) => seat(thread).isAsked);
  expect(asked).toEqual([2, 3]);
});

test("a thread that has ended frees the seats of the threads that it created, and none is waited for", () => {
  const { roster, seat } = make([1, 0], [2, 1], [3, 0]);
  for (const thread of [1, 2, 3]) seat(thread).open();
  roster.remove(1);
  roster.end(0, never(), () => seat(3).settle());
});

test("seats are reused, and a new thread is not asked to end by the request to its predecessor", () => {
  const { roster, seat } = make([1, 0], [2, 1]);
  roster.end(1, soon(), () => {});
  seat(2).leave();
  // What it does after it has left is nobody's business.
  expect(seat(2).open()).toBe(false);
  seat(2).settle();
  const again = roster.join(3, 0) as Seat;
  expect(again.isAsked).toBe(false);
  again.open();
  roster.end(0, never(), () => again.settle());
});

test("when all seats are taken there is none", () => {
  const roster = new Roster();
  const seats: Seat[] = [];
  for (let seat = roster.join(1, 0); seat !== undefined; seat = roster.join(1, 0)) seats.push(seat);
  expect(seats).toHaveLength(1024);
  seats[700]?.leave();
  expect(roster.join(2, 0)).toBeDefined();
  expect(roster.join(3, 0)).toBeUndefined();
});
