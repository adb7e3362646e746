import { expect, test } from "vitest";
import { type AgreedFilter, isAgreedFilter, isNewer, NONE_AGREED } from "./filter-version.ts";

const filter = (version: number, thread: number): AgreedFilter => ({
  spec: "info",
  version,
  thread,
});

test("the filter of the greater version is newer; of one version, that of the greater thread", () => {
  expect(isNewer(filter(2, 1), filter(1, 9))).toBe(true);
  expect(isNewer(filter(1, 9), filter(2, 1))).toBe(false);
  expect(isNewer(filter(1, 2), filter(1, 1))).toBe(true);
  expect(isNewer(filter(1, 1), filter(1, 1))).toBe(false);
  expect(isNewer(filter(1, 0), NONE_AGREED)).toBe(true);
});

test("threads that hear the same filters in any order have the same one in the end", () => {
  const said = [filter(1, 2), filter(2, 1), filter(1, 3), filter(2, 4), filter(2, 3)];
  const newest = (heard: AgreedFilter[]) => heard.reduce((a, b) => (isNewer(b, a) ? b : a));
  expect(newest(said)).toEqual(filter(2, 4));
  expect(newest(said.toReversed())).toEqual(filter(2, 4));
});

test.each([
  [undefined],
  [null],
  ["info"],
  [{ spec: "info", version: 1 }],
  [{ spec: 1, version: 1, thread: 1 }],
  [{ spec: "info", version: Number.NaN, thread: 1 }],
])("what somebody else may post is no filter: %j", (value) => {
  expect(isAgreedFilter(value)).toBe(false);
});
