import { afterEach, describe, expect, test } from "vitest";
import { toldWhile } from "../../test/fixtures/unit/complaints.ts";
import { defineLevel } from "../level.ts";
import { forgetOwnLevels, type OwnLevel } from "../own-levels.ts";
import { parseFilter } from "./filter.ts";
import { strictFilter } from "./filter-option.ts";

afterEach(forgetOwnLevels);

const ALL = ["trace", "debug", "info", "warn", "error", "fatal"] as const;
const ranged = (spec: string) => parseFilter(spec, { ranges: true });

describe("the filter of a backend", () => {
  test.each<[spec: string, target: string, from: string, to: string]>([
    ["info..warn", "app", "info", "warn"],
    ["INFO..Warn", "app", "info", "warn"],
    [" info .. warn ", "app", "info", "warn"],
    ["info..info", "app", "info", "info"],
    ["..info", "app", "trace", "info"],
    ["warn..", "app", "warn", "fatal"],
    ["trace..fatal", "app", "trace", "fatal"],
    ["error,app=debug..info", "app::http", "debug", "info"],
    ["error,app=debug..info", "db", "error", "fatal"],
    ["..warn,app=..debug", "app", "trace", "debug"],
    ["..warn,app=debug", "app", "debug", "fatal"],
    ["..info,..error", "app", "trace", "error"],
    ["=..info", "app", "trace", "info"],
  ])("%j lets of the target %s pass the levels from %s to %s", (spec, target, from, to) => {
    const { filter, errors, hints } = ranged(spec);
    expect([errors, hints]).toEqual([[], []]);
    const passing = ALL.filter((level) => filter.enabled(target, level));
    expect([passing[0], passing.at(-1)]).toEqual([from, to]);
    expect(passing).toEqual(ALL.slice(ALL.indexOf(from as "info"), ALL.indexOf(to as "info") + 1));
  });

  test("has an upper bound for the targets that it names one for", () => {
    const { filter } = ranged("info,app=debug..warn");
    expect([filter.ceiling("app"), filter.ceiling("db")]).toEqual([40, Infinity]);
    expect([filter.threshold("app"), filter.threshold("db")]).toEqual([20, 30]);
  });

  test("can have an expression, too", () => {
    const { filter } = ranged("..info/ready");
    expect(filter.matches("app", "info", "is ready")).toBe(true);
    expect(filter.matches("app", "info", "fails")).toBe(false);
    expect(filter.matches("app", "warn", "is ready")).toBe(false);
  });

  test("takes levels of one's own as bounds", () => {
    defineLevel({ name: "notice" as OwnLevel, number: 35, color: [], severity: 5 });
    defineLevel({ name: "wire" as OwnLevel, number: 5, color: [], severity: 7 });
    const { filter } = ranged("..notice");
    expect([filter.threshold("app"), filter.ceiling("app")]).toEqual([5, 35]);
  });

  test.each([
    ["..", 'expected a level before or behind ".."'],
    [
      "warn..info",
      'the range lets nothing pass, because the more verbose level comes first; did you mean "info..warn"?',
    ],
    ["app=fatal..trace", /^invalid directive "app=fatal\.\.trace": the range lets nothing pass/],
    [
      "inf..warn",
      'unknown level "inf" in a range (expected fatal, error, warn, info, debug or trace); did you mean "info"?',
    ],
    ["info..warning", /unknown level "warning" in a range .*; did you mean "warn"\?$/],
    ["off..info", /unknown level "off" in a range \(expected fatal, .* or trace\)$/],
    ["info...warn", 'expected one ".." between two levels; did you mean "info..warn"?'],
    ["info..warn..error", 'expected one ".." between two levels'],
    ["a..b", /unknown level "a" in a range/],
  ])("%j is an error that says what is wrong", (spec, message) => {
    const { errors } = ranged(spec);
    expect(errors).toHaveLength(1);
    if (typeof message !== "string") expect(errors[0]?.message).toMatch(message);
    else expect(errors[0]?.message).toBe(`invalid directive "${spec}": ${message}`);
    expect(() => strictFilter(spec, { ranges: true })).toThrow(errors[0]?.message);
  });

  test.each([
    ["info-warn", "info..warn"],
    ["info – warn", "info..warn"],
    ["debug to info", "debug..info"],
    ["info:warn", "info..warn"],
  ])("%j is read as a target, with a hint at the range %j", (spec, range) => {
    expect(ranged(spec).hints).toEqual([
      `"${spec}" is read as a target, which silences all others; did you mean the range "${range}"?`,
    ]);
  });
});

describe("the filter of all backends", () => {
  test.each([
    ["info..warn", '; did you mean "info"?'],
    ["app=debug..info", '; did you mean "debug"?'],
    ["..info", ""],
    ["INFO..", '; did you mean "INFO"?'],
  ])("has no upper bound: %j is an error", (spec, question) => {
    const range = spec.replace("app=", "");
    const { errors } = parseFilter(spec);
    expect(errors.map(({ message }) => message)).toEqual([
      `invalid directive "${spec}": only the filter of a backend may have an upper bound (backend: { backend, filter: "${range}" })${question}`,
    ]);
  });

  test.each(["a..b", "../lib", "..", "info...warn"])("takes %j for a target, as before", (spec) => {
    expect(toldWhile(() => expect(parseFilter(spec).errors).toEqual([]))).toEqual([]);
  });
});
