import { parseFilter } from "fastlog/filter";
import { expect, test } from "vitest";
import { CALLS, FILTER } from "../.vitepress/theme/terminal-calls.ts";

const { filter } = parseFilter(FILTER);

test.each(CALLS)("a $level from $target, as the first page shows, passes its filter", (call) => {
  expect(filter.enabled(call.target, call.level)).toBe(true);
});

test("the filter of the first page stops some levels", () => {
  expect(filter.enabled("shop", "debug")).toBe(false);
});
