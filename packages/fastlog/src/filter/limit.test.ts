import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { LEVELS } from "../level.ts";
import { parseFilter } from "./filter.ts";

const limitsOf = (spec: string, ranges = false) => {
  const { filter, errors } = parseFilter(spec, { ranges });
  expect(errors).toEqual([]);
  return Object.fromEntries(
    filter.directives.map(({ name = "(default)", limit }) => [name, limit?.text]),
  );
};
const errorsOf = (spec: string) => parseFilter(spec).errors.map(({ message }) => message);

describe("the limit of a directive", () => {
  test.each<[spec: string, limits: Record<string, string | undefined>]>([
    ["info@1000/s", { "(default)": "1000/s" }],
    ["INFO @ 5 / m", { "(default)": "5/m" }],
    ["info,dep1=debug@100/s", { "(default)": undefined, dep1: "100/s" }],
    ["dep1=debug@1/h,app::http=info@10%", { dep1: "1/h", "app::http": "10%" }],
    ["dep1=@7/s", { dep1: "7/s" }],
    ["@acme/db=debug@2/s,@acme/x", { "@acme/db": "2/s", "@acme/x": undefined }],
    ["info@0.25%", { "(default)": "0.25%" }],
    ["info@100%", { "(default)": "100%" }],
    // A later directive takes the place of an earlier one, with its limit.
    ["a=info@1/s,a=info", { a: undefined }],
    // Nothing before the character is a level, so it is part of a target.
    [
      "a@b,a@7=debug,user@host=info@3/s",
      { "a@b": undefined, "a@7": undefined, "user@host": "3/s" },
    ],
  ])("of %j", (spec, limits) => {
    expect(limitsOf(spec)).toEqual(limits);
  });

  test.each<[spec: string, source: string | undefined]>([
    ["info@10/s", undefined],
    ["info@10/s/timeout", "timeout"],
    ["info,dep1=debug@10/s,dep2/a,b", "a,b"],
    ["@acme/db=debug@2/s/refused", "refused"],
    ["info@10%/timeout", "timeout"],
    ["dep1=debug@10/s/@x", "@x"],
  ])("leaves the expression to the next slash: %j", (spec, source) => {
    const { filter, errors } = parseFilter(spec);
    expect(errors).toEqual([]);
    expect(filter.pattern?.source).toBe(source);
  });

  test("may stand behind a range, in the filter of a backend", () => {
    expect(limitsOf("..warn@5/s,app=info..error@1/m", true)).toEqual({
      "(default)": "5/s",
      app: "1/m",
    });
  });

  test("is that of the directive that decides for the target", () => {
    const { filter } = parseFilter("info@1/s,dep1=debug,dep1::http=info@2/s");
    const texts = ["app", "dep1", "dep1::http", "dep1::db"].map(
      (target) => filter.limit(target, "info")?.text,
    );
    expect(texts).toEqual(["1/s", undefined, "2/s", undefined]);
  });

  test("has its numbers", () => {
    const { filter } = parseFilter("a=info@100/m,b=info@10%");
    expect(filter.limit("a", "info")).toEqual({
      text: "100/m",
      records: 100,
      window: 60_000,
      upTo: LEVELS.error - 1,
    });
    expect(filter.limit("b", "info")).toEqual({ text: "10%", share: 0.1, upTo: LEVELS.warn - 1 });
  });
});

describe("the levels that a limit applies to", () => {
  const ALL = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
  test.each<[spec: string, levels: string[]]>([
    ["trace@1/s", ["trace", "debug", "info", "warn"]],
    ["warn@1/s", ["trace", "debug", "info", "warn"]],
    ["error@1/s", ["trace", "debug", "info", "warn", "error"]],
    ["fatal@1/s", ["trace", "debug", "info", "warn", "error", "fatal"]],
    ["info@10%", ["trace", "debug", "info"]],
    ["warn@10%", ["trace", "debug", "info", "warn"]],
    ["info..error@1/s", ["trace", "debug", "info", "warn", "error"]],
    ["..info@1/s", ["trace", "debug", "info"]],
  ])(
    "of %s end below error, for a share below warn, unless a more severe one is named",
    (spec, levels) => {
      const { filter } = parseFilter(spec, { ranges: true });
      expect(ALL.filter((level) => filter.limit("app", level) !== undefined)).toEqual(levels);
    },
  );
});

describe("an invalid limit is named and skipped with its directive", () => {
  const rate = "expected a number of records as in 100/s, 100/m or 100/h";
  const either = `${rate}, or a share as in 10%`;
  test.each([
    [
      "dep1=debug@100",
      `"dep1=debug@100": invalid limit "100" (${either}); did you mean "dep1=debug@100/s"?`,
    ],
    [
      "dep1=debug@100/sec",
      `"dep1=debug@100/sec": invalid limit "100/sec" (${either}); did you mean "dep1=debug@100/s"?`,
    ],
    [
      "info@5/minutes",
      `"info@5/minutes": invalid limit "5/minutes" (${either}); did you mean "info@5/m"?`,
    ],
    [
      "info@5 per Hour",
      `"info@5 per Hour": invalid limit "5 per Hour" (${either}); did you mean "info@5/h"?`,
    ],
    ["info@fast", `"info@fast": invalid limit "fast" (${either})`],
    ["info@", `"info@": invalid limit "" (${either})`],
    ["info@1/d", `"info@1/d": invalid limit "1/d" (${either})`],
    ["info@0/s", '"info@0/s": invalid limit "0/s" (expected from 1 to 1000000000 records)'],
    ["info@0%", '"info@0%": invalid limit "0%" (expected a share above 0%, up to 100%)'],
    ["info@101%", '"info@101%": invalid limit "101%" (expected a share above 0%, up to 100%)'],
    [
      "off@1/s",
      '"off@1/s": invalid limit "1/s" (off lets nothing pass that could be limited); did you mean "off"?',
    ],
    [
      "@a/b=off@1/s",
      '"@a/b=off@1/s": invalid limit "1/s" (off lets nothing pass that could be limited); did you mean "@a/b=off"?',
    ],
  ])("%s", (spec, message) => {
    const { filter, errors } = parseFilter(`warn,${spec},c=debug`);
    expect(errors).toEqual([{ directive: spec, message: `invalid directive ${message}` }]);
    expect(filter.directives.map(({ name }) => name)).toEqual([undefined, "c"]);
  });

  test("an unknown level before it is what the error names", () => {
    expect(errorsOf("dep1=inf@10/s")[0]).toMatch(
      /: unknown level "inf" .*; did you mean "info"\?$/,
    );
  });
});

test("a limit behind a target without a level is pointed out", () => {
  expect(parseFilter("info,dep1@10%").hints).toEqual([
    expect.stringContaining('did you mean "dep1=trace@10%"?'),
  ]);
});

test("a limit changes nothing of which levels pass", () => {
  const name = fc.constantFrom("", "dep1=", "@acme/db=", "a@b=", "=");
  const level = fc.constantFrom("info", "WARN", "trace", "fatal");
  const limit = fc.constantFrom("@10/s", " @ 3 / m", "@10%", "@0.5%", "@1/h");
  const directive = fc.tuple(name, level, limit).map(([a, b, c]) => [a + b, a + b + c]);
  const pattern = fc.constantFrom("", "/", "/x@1/s".replace("/s", ""));
  fc.assert(
    fc.property(fc.array(directive, { minLength: 1, maxLength: 5 }), pattern, (parts, behind) => {
      const without = parseFilter(parts.map(([plain]) => plain).join() + behind).filter;
      const { filter, errors } = parseFilter(parts.map(([, limited]) => limited).join() + behind);
      expect(errors).toEqual([]);
      const bare = filter.directives.map(({ name, threshold }) => ({ name, threshold }));
      expect(bare).toEqual(without.directives);
      expect(filter.pattern?.source).toBe(without.pattern?.source);
      expect(filter.hasLimits).toBe(true);
    }),
  );
});
