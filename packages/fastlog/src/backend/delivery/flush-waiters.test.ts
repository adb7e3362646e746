import { describe, expect, test, vi } from "vitest";
import { FlushWaiters } from "./flush-waiters.ts";

const never = () => new Error("too late");

describe("a flush", () => {
  test("of nothing resolves at once, without onChange", async () => {
    const onChange = vi.fn();
    await new FlushWaiters(onChange).wait(0, 1_000, never);
    expect(onChange).not.toHaveBeenCalled();
  });

  test("resolves when as many chunks are settled as there were, and those that go again too", async () => {
    const flushes = new FlushWaiters(() => {});
    const order: string[] = [];
    const two = flushes.wait(2, 1_000, never).then(() => order.push("two"));
    const three = flushes.wait(3, 1_000, never).then(() => order.push("three"));
    flushes.settled(1);
    flushes.unsettled(1);
    flushes.settled(1);
    await Promise.resolve();
    expect(order).toEqual([]);
    flushes.settled(1);
    await two;
    expect(order).toEqual(["two"]);
    flushes.settled(1);
    await three;
    expect(order).toEqual(["two", "three"]);
  });

  test("rejects at its deadline with the error of that moment", async () => {
    const flushes = new FlushWaiters(() => {});
    let left = 7;
    const flush = flushes.wait(2, 1, () => new Error(`${left} left`));
    left = 5;
    await expect(flush).rejects.toThrow("5 left");
    expect(flushes.areWaiting).toBe(false);
  });
});

test("onChange is called when a flush waits and when none waits any more", async () => {
  const onChange = vi.fn();
  const flushes = new FlushWaiters(onChange);
  const all = [flushes.wait(1, 1_000, never), flushes.wait(2, 1_000, never)];
  expect(onChange.mock.calls).toEqual([[true]]);
  flushes.settled(1);
  expect(onChange.mock.calls).toEqual([[true]]);
  flushes.settled(1);
  expect(onChange.mock.calls).toEqual([[true], [false]]);
  await Promise.all(all);
});
