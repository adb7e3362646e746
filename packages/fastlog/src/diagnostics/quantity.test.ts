import { expect, test } from "vitest";
import { quantity } from "./quantity.ts";

test.each([
  [0, "0 records"],
  [1, "1 record"],
  [2, "2 records"],
])("of %i it is %s", (count, text) => {
  expect(quantity(count, "record")).toBe(text);
});
