import { expect, test } from "vitest";
import { hasStack } from "./stack.ts";

test("there is enough of the stack at its beginning, and not at its end", () => {
  const seen: boolean[] = [];
  const descend = (): void => {
    seen.push(hasStack());
    descend();
  };
  expect(descend).toThrow(RangeError);
  expect(seen[0]).toBe(true);
  expect(seen.at(-1)).toBe(false);
  // Once there is not, there is not any deeper either.
  expect(seen.lastIndexOf(true)).toBeLessThan(seen.indexOf(false));
});
