import { expect, test } from "vitest";
import { inPairs } from "./pairs.js";

test("two builds take turns, and neither is always the first", () => {
  const order = [];
  const pairs = inPairs(["a", "b"], 4, (build, pair) => {
    order.push(build);
    return `${build}${pair}`;
  });
  expect(order.join("")).toBe("abbaabba");
  expect(pairs).toEqual([0, 1, 2, 3].map((i) => ({ base: `a${i}`, candidate: `b${i}` })));
});
