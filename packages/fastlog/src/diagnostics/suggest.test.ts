import fc from "fast-check";
import { expect, test } from "vitest";
import { LEVEL_NAMES } from "../level.ts";
import { suggestLevel } from "./suggest.ts";

test.each([
  ["warning", "warn"],
  ["WARNING", "warn"],
  ["err", "error"],
  ["critical", "fatal"],
  ["information", "info"],
  ["verbose", "debug"],
  ["silly", "trace"],
  ["none", "off"],
  ["*", "trace"],
])("the synonym %s means %s", (word, level) => {
  expect(suggestLevel(word, 0)).toBe(level);
});

test.each([
  ["inf", "info", "a letter left out"],
  ["infoo", "info", "a letter put in"],
  ["debig", "debug", "a letter mistaken"],
  ["wran", "warn", "two letters swapped"],
  ["Trac", "trace", "in any case"],
])("%s is near %s: %s", (word, level) => {
  expect(suggestLevel(word, 1)).toBe(level);
});

test.each(["", "loud", "noNumber", "app", "constructor", "__proto__", "x".repeat(1e6)])(
  "%j is near no level",
  (word) => {
    expect(suggestLevel(word, 2)).toBeUndefined();
  },
);

test("two typing errors are forgiven in a longer word, if the caller allows it", () => {
  expect(suggestLevel("erroneous", 2)).toBeUndefined();
  expect(suggestLevel("warnng", 2)).toBe("warn");
  expect(suggestLevel("warnng", 1)).toBeUndefined();
});

test("the nearest level is suggested, not the first one within the limit", () => {
  expect(suggestLevel("dbug", 2)).toBe("debug");
  expect(suggestLevel("errrr", 2)).toBe("error");
});

test("one typing error anywhere in a level is recognised", () => {
  const levels = fc.constantFrom(...LEVEL_NAMES);
  fc.assert(
    fc.property(levels, fc.nat(5), fc.stringMatching(/^[a-z]?$/), (level, at, letter) => {
      const typed = level.slice(0, at) + letter + level.slice(at + 1);
      expect(suggestLevel(typed, 1)).toBe(level);
    }),
  );
});
