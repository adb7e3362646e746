import { describe, expect, test } from "vitest";
import { SNIPPETS } from "./corpus.ts";
import { type Module, outcomesOf, type Setting, transformed } from "./programs.ts";

const programs = Object.entries(SNIPPETS).map(([what, snippet]) => {
  const modules = typeof snippet === "string" ? [{ name: "a.js", code: snippet }] : snippet;
  return { what, modules: modules as readonly Module[] };
});

/** Runs all programs in two settings, and returns the pairs of what they did. */
function pairs(plain: Setting, other: Setting) {
  const outcomes = outcomesOf([
    ...programs.map((program) => ({ ...program, ...plain })),
    ...programs.map((program) => ({ ...program, ...other })),
  ]);
  return new Map(
    programs.map(({ what }, i) => [what, [outcomes[i], outcomes[programs.length + i]] as const]),
  );
}

/** Compilers of types move the lines. */
const isCompiled = (modules: readonly Module[]) =>
  modules.some(({ name }) => /tsx?$|jsx$/.test(name));
const placed = programs.filter(({ modules }) => !isCompiled(modules));
const PLAIN = "{level} {target} {message}";

describe("a transformed program", () => {
  const placedPairs = pairs({}, { transformed: {} });
  const pairsWithout = pairs({ format: PLAIN }, { format: PLAIN, transformed: {} });
  const json = pairs({ format: "json" }, { format: "json", transformed: {} });

  test.each(placed)("logs the same records, with their places: $what", ({ what }) => {
    const [plain, other] = placedPairs.get(what) ?? [];
    expect(plain?.lines.length).toBeGreaterThan(0);
    expect(other).toEqual(plain);
  });

  test.each(programs)("logs the same records and has the same effects: $what", ({ what }) => {
    const [plain, other] = pairsWithout.get(what) ?? [];
    expect(plain?.lines.length).toBeGreaterThan(0);
    expect(other).toEqual(plain);
  });

  test.each(programs)("logs the same as JSON: $what", ({ what }) => {
    const [plain, other] = json.get(what) ?? [];
    const without = (lines: readonly string[] = []) =>
      lines.map((line) => line.replaceAll(/"(?:time|hrtime|target)":[^,]*,/g, ""));
    expect(without(other?.lines)).toEqual(without(plain?.lines));
  });
});

describe("without the calls below info, a program", () => {
  const outcomes = pairs({ filter: "info" }, { filter: "info", transformed: { maxLevel: "info" } });

  test.each(placed)("logs the other records, and has all effects in order: $what", ({ what }) => {
    const [plain, other] = outcomes.get(what) ?? [];
    expect(other).toEqual(plain);
  });

  test.each(programs)("has no call that is known to be below info: $what", ({ modules }) => {
    for (const module of modules) {
      const { code = module.code } = transformed(module, { maxLevel: "info" });
      const again = transformed({ ...module, code }, { maxLevel: "info" });
      expect(again.findings.filter(({ kind }) => kind === "removed")).toEqual([]);
    }
  });
});

describe("without all calls, a program", () => {
  const outcomes = pairs({}, { transformed: { maxLevel: "off" } });

  test.each(programs)(
    "logs nothing, or the report names what is left: $what",
    ({ what, modules }) => {
      const findings = modules.flatMap(
        (module) => transformed(module, { maxLevel: "off" }).findings,
      );
      const left = findings.filter(({ kind }) => kind === "left");
      if (left.length === 0) expect(outcomes.get(what)?.[1]?.lines).toEqual([]);
    },
  );
});

describe("with lazy arguments, a program", () => {
  const all = pairs({}, { transformed: { guard: true } });
  const some = pairs({ filter: "info" }, { filter: "info", transformed: { guard: true } });

  test.each(placed)(
    "logs the same, and has the same effects, where all levels are on: $what",
    ({ what }) => {
      const [plain, other] = all.get(what) ?? [];
      expect(other).toEqual(plain);
    },
  );

  test.each(placed)("has no other records or effects where levels are off: $what", ({ what }) => {
    const [plain, other] = some.get(what) ?? [];
    if (what !== "debug with logging arguments") expect(other?.lines).toEqual(plain?.lines);
    expect(plain?.effects).toEqual(expect.arrayContaining([...(other?.effects ?? [])]));
  });
});

test("the corpus has at least 80 snippets, and most of their calls are bound", () => {
  const findings = programs.flatMap(({ modules }) =>
    modules.flatMap((module) => transformed(module).findings),
  );
  const bound = findings.filter(({ kind }) => kind === "bound").length;
  expect(programs.length).toBeGreaterThanOrEqual(80);
  expect(bound / findings.length).toBeGreaterThan(0.75);
});
