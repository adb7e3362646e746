import { expect, test } from "vitest";
import { patternOf } from "./output.ts";

test.each([
  ["", ""],
  ["one", "one\n"],
  [
    "2026-11-21T09:17:05.001Z\t5093\t6428\tINFO\tmain\tup",
    "2027-01-01T00:00:00.999Z\t1\t2\tINFO\tmain\tup\n",
  ],
  [
    '{"level":30,"time":1,"hrtime":2,"pid":3,"hostname":"vm"}',
    '{"level":30,"time":9,"hrtime":8,"pid":7,"hostname":"x"}\n',
  ],
  ["unreachable for 1.7s", "unreachable for 0.25s\n"],
  ["first\n…\nlast", "first\nsecond\nthird\nlast\n"],
  ["first\n…\nlast", "first\nlast\n"],
  ["stack: Error: …", "stack: Error: at x\n"],
])("%j, as it is shown, matches %j", (shown, printed) => {
  const pattern = patternOf(shown);
  expect(printed).toMatch(pattern);
});

test.each([
  ["", "one\n"],
  ["one", "one\ntwo\n"],
  ["one\ntwo", "one\n"],
  ["level=30", "level=40\n"],
  ["a.b", "axb\n"],
  ["first\n…\nlast", "first\nsecond\n"],
  ["up to date", "out of date\n"],
])("%j, as it is shown, does not match %j", (shown, printed) => {
  expect(printed).not.toMatch(patternOf(shown));
});

test("a text that varies matches any word in its place", () => {
  expect("812 of 900 dropped\n").toMatch(patternOf("7475 of 900 dropped", ["7475"]));
  expect("812 of 901 dropped\n").not.toMatch(patternOf("7475 of 900 dropped", ["7475"]));
});
