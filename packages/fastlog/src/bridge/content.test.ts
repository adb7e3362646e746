import { format, stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Content, contentOf } from "./content.ts";

/** The message of the record. */
function messageOf({ template, values }: Content): string {
  if (values.length === 0) return template;
  const left = [...values];
  return template.replaceAll(/\{\{|\}\}|\{\}/g, (found) =>
    found === "{}" ? (left.shift() as string) : found.charAt(0),
  );
}

const err = new TypeError("reset");
const fields = { id: 17 };

test.each<[args: unknown[], message: string, extras: unknown[], what: string]>([
  [["plain"], "plain", [], "a text"],
  [["100%% %s"], "100%% %s", [], "a text alone, without placeholders being looked for"],
  [["%s is %d", "x", 5], "x is 5", [], "placeholders"],
  [["%s and %s", "x"], "x and %s", [], "a placeholder without an argument"],
  [["%cred", "color: red"], "red", [], "a style, which has no place"],
  [["100%% %s", "x", fields], "100% x", [fields], "a percent sign"],
  [["50%%", fields], "50%", [fields], "a percent sign before fields only"],
  [["%j %o", { a: 1 }, [1]], '{"a":1} [ 1, [length]: 1 ]', [], "objects that placeholders take"],
  [["saved", 5, [1, 2], null], "saved 5 [ 1, 2 ] null", [], "arguments without placeholders"],
  [["saved", fields, "late"], "saved late", [fields], "fields between texts"],
  [[fields, "50%s", "x"], "50%s x", [fields], "no template behind an object"],
  [[err], "", [err], "an error alone"],
  [["failed", err], "failed", [err], "an error behind a text"],
  [["failed: %s", err], "failed: TypeError: reset", [err], "an error that a placeholder takes"],
  [["\u001b[31mred\u001b[39m", 1], "red 1", [], "colours"],
  [[new Map([[1, 2]])], "Map(1) { 1 => 2 }", [], "an object that has no fields"],
  [[undefined], "undefined", [], "undefined"],
])("arguments %j are %j with %j: %s", (args, message, extras) => {
  const content = contentOf(args, true);
  expect(messageOf(content)).toBe(message);
  expect(content.extras).toEqual(extras);
});

test("without fields, objects are in the message as util.format shows them", () => {
  const content = contentOf(["saved", fields, "x"], false);
  expect([messageOf(content), content.extras]).toEqual(["saved { id: 17 } x", []]);
});

test.each([
  ["an inspection", { [Symbol.for("nodejs.util.inspect.custom")]: thrower }, []],
  ["a conversion to text", Object.assign([], { toString: thrower }), ["%s"]],
])("%s that throws is in the message", (_what, value, before) => {
  expect(messageOf(contentOf([...before, value, "and more"], false))).toMatch(/and more$/);
});

test("without errors and objects, every message is that of util.format", () => {
  const value = fc.oneof(
    fc.string(),
    fc.constantFrom("%s %d", "%%", "%o%j%c", "{}", "{{%s}", "%x%%s", "%", -0, 5n, undefined, null),
    fc.integer(),
  );
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), (args) => {
      const expected = format(...args);
      fc.pre(expected === stripVTControlCharacters(expected));
      expect(messageOf(contentOf(args, true))).toBe(expected);
    }),
  );
});

test("calls with the same format have the same template, whatever their values are", () => {
  const one = contentOf(["%s took %d ms {}", "GET", 5, "late"], true);
  const other = contentOf(["%s took %d ms {}", "PUT", 7, "soon", fields], true);
  expect(one.template).toBe("{} took {} ms {{}} {}");
  expect(other.template).toBe(one.template);
});

test("a call with hundreds of values is one literal message", () => {
  const args = Array.from({ length: 300 }, (_, i) => i);
  expect(contentOf(args, true)).toEqual({ template: args.join(" "), values: [], extras: [] });
});

test("a colour in the middle of which is a placeholder is removed", () => {
  expect(messageOf(contentOf(["\u001b[%dmred\u001b[0m", 31], true))).toBe("red");
});

function thrower(): never {
  throw new Error("no");
}
