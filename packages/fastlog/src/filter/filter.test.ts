import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FastlogError } from "../errors.ts";
import type { Level } from "../level.ts";
import { LEVEL_NAMES, LEVELS, OFF } from "../level.ts";
import { levelFilter, parseFilter } from "./filter.ts";
import { parseSpec } from "./parse.ts";

interface Vector {
  readonly spec: string;
  readonly level: Level;
  readonly target: string;
  readonly message: string;
  readonly valid: boolean;
  readonly enabled: boolean;
  readonly matches: boolean;
}

describe("answers as env_filter 2.0", () => {
  const file = new URL("../../test/vectors/env_filter.jsonl", import.meta.url);
  const vectors = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line): Vector => JSON.parse(line));

  test("in 1,170 cases", () => {
    expect(vectors).toHaveLength(1_170);
  });

  test.each(vectors)("$spec: $level of $target, $message", (vector) => {
    const { spec, level, target, message } = vector;
    const { filter, errors } = parseFilter(spec);
    expect({
      valid: errors.length === 0,
      enabled: filter.enabled(target, level),
      matches: filter.matches(target, level, message),
    }).toEqual({ valid: vector.valid, enabled: vector.enabled, matches: vector.matches });
  });
});

test.each<[spec: string, target: string, threshold: number]>([
  ["info", "anything", LEVELS.info],
  ["dep1", "dep1", LEVELS.trace],
  ["dep1", "dep10", LEVELS.trace],
  ["dep1", "dep2", OFF],
  ["dep1", "Dep1", OFF],
  ["warn,app=info,app::http=trace", "app::http::tls", LEVELS.trace],
  ["app::http=trace,app=info,warn", "app::server", LEVELS.info],
  ["app::http=trace,app=info,warn", "other", LEVELS.warn],
  ["info,noisy=off", "noisy::sub", OFF],
  ["@acme/=debug,@acme/db=off", "@acme/http", LEVELS.debug],
  ["@acme/=debug,@acme/db=off", "@acme/db::pool", OFF],
  // The default and the empty name are as short: the later one decides, by the place of the first.
  ["info,=debug", "any", LEVELS.debug],
  ["=debug,info", "any", LEVELS.info],
  ["=debug,info,=trace", "any", LEVELS.info],
])("by %j the threshold of %j is %i", (spec, target, threshold) => {
  expect(parseFilter(spec).filter.threshold(target)).toBe(threshold);
});

test.each<[spec: string, target: string, name: string | undefined, threshold: number]>([
  ["warn,app=info,app::http=trace", "app::http::tls", "app::http", LEVELS.trace],
  ["warn,app=info,app::http=trace", "app::server", "app", LEVELS.info],
  ["warn,app=info,app::http=trace", "other", undefined, LEVELS.warn],
  ["app=info,app=debug", "app", "app", LEVELS.debug],
  ["info,=debug", "any", "", LEVELS.debug],
  ["=debug,info,=trace", "any", undefined, LEVELS.info],
])(
  "in %j, the directive that decides for %j is the one for %j",
  (spec, target, name, threshold) => {
    expect(parseFilter(spec).filter.directive(target)).toMatchObject({ name, threshold });
  },
);

test("a target that no directive names has none, and a spec without a directive has that of error", () => {
  expect(parseFilter("dep1=info").filter.directive("app")).toBe(undefined);
  expect(parseFilter("").filter.directive("app")).toEqual({
    name: undefined,
    threshold: LEVELS.error,
  });
});

test.each(["", "  ", ",", "a=loud", "debug/x/y"])(
  "%j, without a valid directive, passes error and worse",
  (spec) => {
    const { filter } = parseFilter(spec);
    expect(LEVEL_NAMES.filter((level) => filter.enabled("any", level))).toEqual(["fatal", "error"]);
  },
);

test("fatal passes wherever error does, and alone where a directive says fatal", () => {
  const error = parseFilter("error").filter;
  const fatal = parseFilter("fatal").filter;
  expect(LEVEL_NAMES.filter((level) => error.enabled("any", level))).toEqual(["fatal", "error"]);
  expect(LEVEL_NAMES.filter((level) => fatal.enabled("any", level))).toEqual(["fatal"]);
  expect(parseFilter("off").filter.enabled("any", "fatal")).toBe(false);
});

test("a record passes if its target and level do and its message matches", () => {
  const { filter } = parseFilter("info,dep1=debug/timeout|refused");
  expect(filter.matches("dep1", "debug", "read timeout")).toBe(true);
  expect(filter.matches("dep1", "debug", "read ok")).toBe(false);
  expect(filter.matches("dep2", "debug", "read timeout")).toBe(false);
  expect(filter.pattern?.source).toBe("timeout|refused");
  expect(filter.spec).toBe("info,dep1=debug/timeout|refused");
});

test("a filter without a pattern passes any message", () => {
  const { filter } = parseFilter("info");
  expect(filter.pattern).toBeUndefined();
  expect(filter.matches("any", "info", "")).toBe(true);
});

test.each<[spec: string, mostVerbose: number, leastVerbose: number]>([
  ["", LEVELS.error, LEVELS.error],
  ["info", LEVELS.info, LEVELS.info],
  ["off", OFF, OFF],
  ["info,dep1=debug", LEVELS.debug, LEVELS.info],
  ["info,dep1=warn", LEVELS.info, LEVELS.warn],
  ["info,dep1=off", LEVELS.info, OFF],
  ["dep1", LEVELS.trace, OFF],
  ["dep1=off", OFF, OFF],
  ["trace,=warn", LEVELS.warn, LEVELS.warn],
])("the thresholds of %j lie between %i and %i", (spec, mostVerbose, leastVerbose) => {
  expect(parseFilter(spec).filter).toMatchObject({ mostVerbose, leastVerbose });
});

describe("for any filter", () => {
  const name = fc.constantFrom("", "a", "ab", "abc", "b", "@s/a", "@s/ab");
  const level = fc.constantFrom("off", ...LEVEL_NAMES);
  const directive = fc.oneof(
    level,
    name,
    fc.tuple(name, level).map(([name, level]) => `${name}=${level}`),
    fc.constant("a=loud"),
  );
  const spec = fc.array(directive, { maxLength: 6 }).map((directives) => directives.join(","));
  const target = fc.oneof(name, fc.string({ unit: fc.constantFrom("a", "b", "c", ":") }));

  test("every threshold lies between mostVerbose and leastVerbose", () => {
    fc.assert(
      fc.property(spec, fc.oneof(target, fc.string()), (spec, target) => {
        const { filter } = parseFilter(spec);
        expect(filter.threshold(target)).toBeGreaterThanOrEqual(filter.mostVerbose);
        expect(filter.threshold(target)).toBeLessThanOrEqual(filter.leastVerbose);
      }),
      { numRuns: 1_000 },
    );
  });

  test("mostVerbose and leastVerbose are thresholds that some target has", () => {
    fc.assert(
      fc.property(spec, (spec) => {
        const { filter } = parseFilter(spec);
        const names = parseSpec(spec).directives.map(({ name = "" }) => name);
        const thresholds = ["", ...names].map((target) => filter.threshold(target));
        expect(filter.mostVerbose).toBe(Math.min(...thresholds));
        expect(filter.leastVerbose).toBe(Math.max(...thresholds));
      }),
      { numRuns: 1_000 },
    );
  });

  test("the longest matching directive wins", () => {
    fc.assert(
      fc.property(spec, target, (spec, target) => {
        const directives = parseSpec(spec).directives;
        fc.pre(directives.length > 0 && !directives.some(({ name }) => name === ""));
        const longest = directives
          .filter(({ name = "" }) => target.startsWith(name))
          .toSorted((a, b) => (a.name ?? "").length - (b.name ?? "").length)
          .at(-1);
        expect(parseFilter(spec).filter.threshold(target)).toBe(longest?.threshold ?? OFF);
      }),
      { numRuns: 1_000 },
    );
  });

  test("what passes at a level passes at every worse one", () => {
    fc.assert(
      fc.property(spec, target, (spec, target) => {
        const { filter } = parseFilter(spec);
        const passing = LEVEL_NAMES.map((level) => filter.enabled(target, level));
        expect(passing).toEqual(passing.toSorted((a, b) => Number(b) - Number(a)));
      }),
    );
  });
});

test("errors and hints are handed on", () => {
  expect(parseFilter("inf,a=loud")).toMatchObject({
    errors: [{ directive: "a=loud" }],
    hints: [expect.stringContaining('"inf" is read as a target')],
  });
});

test.each<[value: unknown, shown: string]>([
  [undefined, "undefined"],
  [30, "30"],
  [["info"], "[ 'info' ]"],
  [{ level: "info" }, "{ level: 'info' }"],
])("the value %j is refused by name", (value, shown) => {
  const parse = (): unknown => parseFilter(value as string);
  expect(parse).toThrow(FastlogError);
  expect(parse).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_FILTER",
      message: `invalid filter ${shown}: expected a string such as "info,dep1=debug"`,
    }),
  );
});

test.each(LEVEL_NAMES)("the filter of the level %s is what its name means", (level) => {
  const [made, parsed] = [levelFilter(level), parseFilter(level).filter];
  expect(made).toEqual(parsed);
  for (const target of ["", "a", "a::b"]) expect(made.threshold(target)).toBe(LEVELS[level]);
});
