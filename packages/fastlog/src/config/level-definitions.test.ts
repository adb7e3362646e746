import { afterEach, expect, test } from "vitest";
import { FastlogError } from "../errors.ts";
import { defineLevel } from "../level.ts";
import { type DefinedLevel, forgetOwnLevels } from "../own-levels.ts";
import { checkLevels } from "./level-definitions.ts";

afterEach(forgetOwnLevels);

const MEMBERS = ["child", "bindings"];
const check = (definitions: unknown) => checkLevels(definitions, (name) => MEMBERS.includes(name));

function define(definitions: unknown): readonly DefinedLevel[] {
  const levels = check(definitions);
  for (const level of levels) defineLevel(level);
  return levels;
}

test("a number alone defines a level in the colour and with the severity that fit it", () => {
  expect(check({ wire: 5, http: 25, notice: 35, alert: 65 })).toEqual([
    { name: "wire", number: 5, color: ["gray"], severity: 7 },
    { name: "http", number: 25, color: ["cyan"], severity: 7 },
    { name: "notice", number: 35, color: ["green"], severity: 5 },
    { name: "alert", number: 65, color: ["white", "bgRed"], severity: 2 },
  ]);
});

test("a definition has a number, one colour or several, and a severity of syslog", () => {
  const audit = { number: 45, color: ["bold", "magenta"], syslog: "alert" };
  expect(check({ audit, notice: { number: 35, color: "cyan" } })).toEqual([
    { name: "audit", number: 45, color: ["bold", "magenta"], severity: 1 },
    { name: "notice", number: 35, color: ["cyan"], severity: 5 },
  ]);
});

test("a level may have no colour", () => {
  expect(check({ notice: { number: 35, color: [] } })[0]?.color).toEqual([]);
});

test("an option that is undefined is not given", () => {
  const [level] = check({ notice: { number: 35, color: undefined, syslog: undefined } });
  expect(level).toMatchObject({ color: ["green"], severity: 5 });
});

const EXPECTED = "(expected an object such as { notice: { number: 35 } })";
const NUMBER = "(expected a whole number from 1 to 99)";

test.each<[definitions: unknown, message: string | RegExp]>([
  [undefined, `invalid levels undefined ${EXPECTED}`],
  [["notice"], `invalid levels ["notice"] ${EXPECTED}`],
  [{}, `invalid levels {} ${EXPECTED}`],
  [{ warn: 45 }, 'invalid name "warn" of a level: every program has this level'],
  [{ Info: 45 }, 'invalid name "Info" of a level: every program has this level'],
  [{ off: 45 }, 'invalid name "off" of a level: in a filter it is no level'],
  [
    { "a-b": 45 },
    'invalid name "a-b" of a level: expected a letter, then up to 15 letters, digits or _',
  ],
  [{ "": 45 }, /^invalid name "" of a level: expected a letter/],
  [{ "1st": 45 }, /^invalid name "1st" of a level: expected a letter/],
  [{ ["x".repeat(17)]: 45 }, /^invalid name "x+" of a level: expected a letter/],
  [{ child: 45 }, 'invalid name "child" of a level: loggers have another member of that name'],
  [
    { x: "45" },
    'invalid definition "45" of the level "x" (expected a number from 1 to 99, or an object with one)',
  ],
  [{ x: null }, /^invalid definition null of the level "x"/],
  [{ x: {} }, `invalid number undefined of the level "x" ${NUMBER}`],
  [{ x: 0 }, `invalid number 0 of the level "x" ${NUMBER}`],
  [{ x: 100 }, `invalid number 100 of the level "x" ${NUMBER}`],
  [{ x: 35.5 }, `invalid number 35.5 of the level "x" ${NUMBER}`],
  [{ x: { number: "35" } }, `invalid number "35" of the level "x" ${NUMBER}`],
  [{ x: 30 }, 'invalid number 30 of the level "x": it is that of "info"'],
  [{ x: 35, y: 35 }, 'invalid number 35 of the level "y": it is that of "x"'],
  [
    { x: { number: 35, colour: "red" } },
    'unknown option "colour" of the level "x" (expected number, color, syslog); did you mean "color"?',
  ],
  [
    { x: { number: 35, color: "orange" } },
    'invalid color "orange" of the level "x" (expected a name of util.styleText such as "cyan" or "bgRed")',
  ],
  [{ x: { number: 35, color: "bgred" } }, /invalid color "bgred" .*; did you mean "bgRed"\?$/],
  [{ x: { number: 35, color: ["red", 7] } }, /^invalid color 7 of the level "x"/],
  [
    { x: { number: 35, syslog: "error" } },
    'invalid syslog severity "error" of the level "x" (expected emerg, alert, crit, err, warning, notice, info, debug); did you mean "err"?',
  ],
  [{ x: { number: 35, syslog: "Notice" } }, /; did you mean "notice"\?$/],
  [{ x: { number: 35, syslog: 5 } }, /^invalid syslog severity 5 .*; did you mean "notice"\?$/],
  [{ x: { number: 35, syslog: "loud" } }, /^invalid syslog severity "loud" .*, debug\)$/],
])("the definitions %j are an error that says why", (definitions, message) => {
  const error = failureOf(() => check(definitions));
  expect(error.code).toBe("ERR_FASTLOG_INVALID_LEVEL");
  if (typeof message === "string") expect(error.message).toBe(message);
  else expect(error.message).toMatch(message);
});

test("a level may be defined again in the same way, in other words", () => {
  define({ notice: { number: 35, color: "green", syslog: "notice" } });
  expect(check({ notice: 35 })).toHaveLength(1);
});

test.each([
  ["another number", { notice: 36 }],
  ["another colour", { notice: { number: 35, color: "red" } }],
  ["another severity", { notice: { number: 35, syslog: "info" } }],
  ["another case", { NOTICE: 35 }],
])("a level cannot be defined again with %s", (_, definitions) => {
  define({ notice: 35 });
  const error = failureOf(() => check(definitions));
  expect(error.code).toBe("ERR_FASTLOG_INVALID_LEVEL");
  expect(error.message).toMatch(/^the level "notice" is defined already, as notice: {.*} \(now /i);
});

test("a number belongs to one level", () => {
  define({ notice: 35 });
  const { message } = failureOf(() => check({ audit: 35 }));
  expect(message).toBe('invalid number 35 of the level "audit": it is that of "notice"');
});

function failureOf(action: () => void): FastlogError {
  try {
    action();
  } catch (error) {
    if (error instanceof FastlogError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}
