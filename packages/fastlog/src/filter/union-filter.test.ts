import fc from "fast-check";
import { expect, test } from "vitest";
import { LEVEL_NAMES, LEVELS, OFF } from "../level.ts";
import { type Filter, parseFilter } from "./filter.ts";
import { unionFilter } from "./union-filter.ts";

const filterOf = (spec: string) => parseFilter(spec).filter;
const union = (...specs: [string, ...string[]]) =>
  unionFilter(specs.map(filterOf) as [Filter, ...Filter[]]);

const target = fc.constantFrom("", "a", "app", "app::db", "dep1", "other");
const level = fc.constantFrom(...LEVEL_NAMES, "off" as const);
const directive = fc.oneof(
  level,
  fc.tuple(target, level).map(([name, to]) => `${name}=${to}`),
);
const spec = fc
  .tuple(fc.array(directive, { maxLength: 4 }), fc.constantFrom("", "/x", "/^a.*z$"))
  .map(([directives, pattern]) => directives.join(",") + pattern);
const specs = fc.array(spec, { minLength: 1, maxLength: 4 }) as fc.Arbitrary<[string, ...string[]]>;
const message = fc.constantFrom("x", "a z", "nothing");

test("a union lets pass exactly what one of its filters lets pass", () => {
  fc.assert(
    fc.property(specs, target, fc.constantFrom(...LEVEL_NAMES), message, (list, name, at, text) => {
      const joined = union(...list);
      const members = list.map(filterOf);
      const passes = members.some((member) => member.enabled(name, at));
      expect(joined.enabled(name, at)).toBe(passes);
      expect(LEVELS[at] >= joined.threshold(name)).toBe(passes);
      expect(joined.matches(name, at, text)).toBe(members.some((it) => it.matches(name, at, text)));
    }),
  );
});

test("its pattern decides as its filters do, for whatever passes a threshold", () => {
  fc.assert(
    fc.property(specs, target, fc.constantFrom(...LEVEL_NAMES), message, (list, name, at, text) => {
      const joined = union(...list);
      fc.pre(joined.enabled(name, at));
      const admitted = joined.pattern?.test(text, name, LEVELS[at]) ?? true;
      expect(admitted).toBe(list.map(filterOf).some((it) => it.matches(name, at, text)));
    }),
  );
});

test("what no threshold lets pass, because a logger's own level does, is left to the pattern of the base", () => {
  const { pattern } = union("warn/base", "dep1=debug/lease");
  expect(pattern?.test("base", "app", LEVELS.info)).toBe(true);
  expect(pattern?.test("lease", "app", LEVELS.info)).toBe(false);
});

test("its bounds are those over all targets", () => {
  expect(union("info", "dep1=debug")).toMatchObject({
    mostVerbose: LEVELS.debug,
    leastVerbose: LEVELS.info,
    dependsOnTarget: true,
    pattern: undefined,
  });
  // Which pattern counts depends on the target, whatever the level.
  expect(union("info", "dep1=debug/x").leastVerbose).toBeGreaterThan(LEVELS.fatal);
});

test("the directive that decides in a union has the threshold of the union", () => {
  fc.assert(
    fc.property(specs, target, (list, name) => {
      const joined = union(...list);
      expect(joined.directive(name)?.threshold ?? OFF).toBe(joined.threshold(name));
    }),
  );
});
