import { expect, test } from "vitest";
import { Backoff } from "./backoff.ts";

test("the bound of a delay doubles with each attempt, up to the last one", () => {
  const backoff = new Backoff(100, 1_000, () => 1);
  expect(Array.from({ length: 6 }, () => backoff.next())).toEqual([
    100, 200, 400, 800, 1_000, 1_000,
  ]);
});

test("a delay is anywhere between nothing and its bound", () => {
  const randoms = [0, 0.5, 0.999];
  const backoff = new Backoff(100, 1_000, () => randoms.shift() as number);
  expect([backoff.next(), backoff.next(), backoff.next()]).toEqual([0, 100, 399.6]);
});

test("after a success the next delay is a first one again", () => {
  const backoff = new Backoff(100, 1_000, () => 1);
  backoff.next();
  backoff.next();
  backoff.reset();
  expect(backoff.next()).toBe(100);
});

test("a bound that is reached is never left, however many attempts there are", () => {
  const backoff = new Backoff(1, 30_000, () => 1);
  for (let i = 0; i < 5_000; i++) backoff.next();
  expect(backoff.next()).toBe(30_000);
});
