import { expect, test } from "vitest";
import { constants } from "../../bundle/constants.js";

test.each([
  ["that is never assigned to is a constant", "var a = 1; f(a);", "const a = 1; f(a);"],
  ["that is a class is a constant", "var A = class {};", "const A = class {};"],
  ["that has a property assigned to is one", "var a = []; a[1] = 2;", "const a = []; a[1] = 2;"],
  ["that is assigned to", "var a = 1; function f() { a = 2; }"],
  ["that is counted up", "var a = 1; function f() { a++; }"],
  ["that a pattern assigns to", "var a = 1, b; function f(x) { [a, { y: b = 2 }] = x; }"],
  ["that a loop assigns to", "var a = 1; for (a of []);"],
  ["that has no value yet", "var a; f(a);"],
  ["that a function has", "function f() { var a = 1; return a; }"],
])("a variable %s", (_, code, expected = code) => {
  expect(constants(code)).toBe(expected);
});
