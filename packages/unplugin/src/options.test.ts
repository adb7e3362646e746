import { expect, test } from "vitest";
import { type Options, settingsOf } from "./options.ts";

test("without options, all calls stay, files are relative, and a summary is told", () => {
  expect(settingsOf(undefined)).toEqual({
    include: [expect.any(RegExp)],
    exclude: [],
    bind: "auto",
    isAbsolute: false,
    root: undefined,
    least: 10,
    dropsArguments: false,
    guards: false,
    report: "summary",
    isStrict: false,
    enforce: "pre",
  });
});

test.each([
  ["a.js", true],
  ["a.mts", true],
  ["a.tsx?v=1", true],
  ["a.json", false],
  ["a.css", false],
])("%s is transformed by default: %s", (name, expected) => {
  const [pattern] = settingsOf({}).include;
  expect((pattern as RegExp).test(name)).toBe(expected);
});

test.each([
  [{ maxLevel: "warn" }, 40],
  [{ maxLevel: "off" }, 100],
] as const)("%j removes the levels below %i", (options, least) => {
  expect(settingsOf(options).least).toBe(least);
});

test.each<[options: unknown, code: string, message: string]>([
  [{ maxlevel: "info" }, "OPTION", `unknown option "maxlevel" (expected include, exclude,`],
  [{ maxlevel: "info" }, "OPTION", `did you mean "maxLevel"?`],
  [{ level: "info" }, "OPTION", `did you mean "maxLevel"?`],
  [{ maxLevel: "inof" }, "LEVEL", `invalid option maxLevel="inof": expected one of off, fatal,`],
  [{ maxLevel: "inof" }, "LEVEL", `did you mean "info"?`],
  [{ maxLevel: 30 }, "LEVEL", "invalid option maxLevel=30: expected one of off, fatal,"],
  [{ guard: "yes" }, "OPTION", `invalid option guard="yes": expected true or false`],
  [{ arguments: "none" }, "OPTION", `arguments="none": expected "keep" or "drop"`],
  [{ bind: 1 }, "OPTION", `bind=1: expected true or false or "auto"`],
  [{ paths: "full" }, "OPTION", `paths="full": expected "relative" or "absolute"`],
  [{ root: "" }, "OPTION", `root="": expected the path of a folder`],
  [{ include: [7] }, "OPTION", "include=[7]: expected globs or regular expressions"],
  [{ report: "some" }, "OPTION", `report="some": expected "summary" or "all" or false`],
  [{ strict: 1 }, "OPTION", "strict=1: expected true or false"],
  [{ enforce: "first" }, "OPTION", `enforce="first": expected "pre" or "post"`],
  ["info", "OPTION", `invalid options "info": expected an object`],
])("%j is refused by ERR_FASTLOG_INVALID_%s: %s", (options, code, message) => {
  expect(() => settingsOf(options as Options)).toThrow(
    expect.objectContaining({
      code: `ERR_FASTLOG_INVALID_${code}`,
      message: expect.stringContaining(message),
    }),
  );
});
