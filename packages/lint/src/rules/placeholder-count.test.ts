import { describe, expect, test } from "vitest";
import { check, importing } from "./tester.ts";

function reportsOf(call: string) {
  return check("placeholder-count", importing(call)).reports;
}

describe("a placeholder without an argument is reported", () => {
  test.each([
    ['info("user {} from {}", id);', "the message has 2 placeholders, but only 1 argument"],
    ['info("user {}");', "the message has 1 placeholder, but no argument"],
    ["info(`{} {} {:?}`, a, b);", "the message has 3 placeholders, but only 2 arguments"],
    ['info({ id }, "user {}");', "the message has 1 placeholder, but no argument"],
    ['info({ id }, "{} {} {}", a);', "the message has 3 placeholders, but only 2 arguments"],
    ['error(err, "no {}");', "the message has 1 placeholder, but no argument"],
    [
      'const text = "user {} {}"; info(text, id);',
      "the message has 2 placeholders, but only 1 argument",
    ],
    ['log("warn", "user {} {}", id);', "the message has 2 placeholders, but only 1 argument"],
  ])("in %s: %s", (call, message) => {
    expect(reportsOf(call)).toMatchObject([{ id: "missing", message }]);
  });
});

describe("a name that no field has is reported", () => {
  test.each([
    'info("user {id}", { ip });',
    'info("user {id} {}", a, { ip }, { name });',
    'info("user {id}", "text");',
    'info({ ip }, "user {id} {}", a);',
    'info("user {id:?}", {});',
  ])("in %s", (call) => {
    const message = "no argument has the field {id}; write {{id}} for braces";
    expect(reportsOf(call)).toMatchObject([{ id: "field", message }]);
  });
});

describe("a value that no placeholder takes is reported", () => {
  test.each([
    ['info("user {}", id, "text");', '"text"'],
    ['info("user {}", id, a - b);', "a - b"],
    ['info("user {}", id, { ip }, [1]);', "[1]"],
  ])("in %s, it is %s", (call, at) => {
    expect(reportsOf(call)).toMatchObject([{ id: "surplus", at }]);
  });
});

describe("nothing is reported", () => {
  test.each([
    'info("user {} from {}", id, ip);',
    'info("user {}", id, { ip }, err);',
    'info("user {}", id, more);',
    'info("user {} {}", ...list);',
    'info("user {} {id}", a, ...list);',
    'info("{{}} {}", a);',
    'info("route /users/{id}");',
    'info("user {id}", { id });',
    'info("user {id}", { "id": 1 });',
    'info("user {id}", fields);',
    'info("user {id}", { ...fields });',
    'info("user {id}", { [key]: 1 });',
    'info("odd", 1, [2], "three");',
    'info({ ms: 3 }, "{} done {}", 2);',
    'error(err, "no {}", host);',
    "info(text, id);",
    'info(unknown, "text {}");',
    'info("100 %");',
    "info(`user ${id} {}`);",
    'other("user {}");',
  ])("in %s", (call) => {
    expect(reportsOf(call)).toEqual([]);
  });
});

describe("directives of util.format are reported", () => {
  test("with a suggestion of placeholders", () => {
    const replace = importing('info("user {} from {}", id, ip);');
    expect(reportsOf('info("user %s from %d", id, ip);')).toMatchObject([
      { id: "percent", suggestions: { replace } },
    ]);
  });

  test.each([
    'info("100 %s");',
    'info("done 5%d {}", id);',
    'info("at %s and %s", id);',
    'info("50% off", id);',
  ])("unless they may be text: %s", (call) => {
    expect(reportsOf(call)).toEqual([]);
  });
});
