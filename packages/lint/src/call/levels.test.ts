import fc from "fast-check";
import { expect, test } from "vitest";
import { LEVELS as CORE_LEVELS, levelOf, recordLevel } from "../../../fastlog/src/level.ts";
import { LEVELS, levelMeant } from "./levels.ts";

/** Every word that the core's source has in quotes or as a key is a candidate. */
const words = [
  ...Object.keys(CORE_LEVELS),
  ..."emergency emerg alert critical crit panic err severe warning notice information".split(" "),
  ..."informational http verbose dbg silly off silent message constructor toString".split(" "),
];

function byCore(value: unknown): string | undefined {
  const number = recordLevel(value);
  return number === undefined ? undefined : levelOf(number);
}

test("the levels are those of the core", () => {
  expect(LEVELS).toEqual(Object.keys(CORE_LEVELS));
});

test("a first argument of log is a level if the core takes it for one", () => {
  const cased = fc
    .constantFrom(...words)
    .chain((word) =>
      fc.constantFrom(word, word.toUpperCase(), word[0]?.toUpperCase() + word.slice(1)),
    );
  const values = fc.oneof(cased, fc.integer({ min: -5, max: 110 }), fc.nat(120).map(String));
  fc.assert(
    fc.property(values, (value) => {
      expect(levelMeant(value, [])).toBe(byCore(value));
    }),
    { numRuns: 1000 },
  );
});

test("a level of the program's own comes before another system's of that name", () => {
  expect(levelMeant("NOTICE", ["notice"])).toBe("notice");
  expect(levelMeant("notice", [])).toBe("info");
});
