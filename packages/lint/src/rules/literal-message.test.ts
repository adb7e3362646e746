import { describe, expect, test } from "vitest";
import { check, type Given, importing } from "./tester.ts";

function reportsOf(call: string, given: Given = {}) {
  return check("literal-message", importing(call), given).reports;
}

describe("a message that may come from outside is reported if it has arguments", () => {
  test.each([
    ["info(text, { id });", "text"],
    ["info(text, value);", "text"],
    ["info(text, ...list);", "text"],
    ["info(req.query.text, { id });", "req.query.text"],
    ["info(event.data, id);", "event.data"],
    ["error(err.message, { id });", "err.message"],
    ["info(String(text), id);", "String(text)"],
    ["info(await read(), id);", "await read()"],
    ["info(t`key`, id);", "t`key`"],
    ["info(on ? text : 'off', id);", "on ? text : 'off'"],
    ["info(text ?? 'none', id);", "text ?? 'none'"],
    ["let text = 'a'; text = read(); info(text, id);", "text"],
    ["const text = read(); info(text, id);", "text"],
    ["const { text } = req.query; info(text, id);", "text"],
    ["function f(text = 'a') { info(text, id); }", "text"],
    ["const text = `user ${name}`; info(text, id);", "text"],
    ["const text = 'user ' + name; info({ id }, text, ip);", "text"],
    ["info(on ? `user ${name}` : 'none', id);", "on ? `user ${name}` : 'none'"],
    ["log('warn', text, id);", "text"],
    ["log('warn', text, ...list);", "text"],
    ["info({ id }, text, value);", "text"],
    ["try {} catch (e) { error(e, text, value); }", "text"],
    ["error(new Error('x'), e.message, value);", "e.message"],
    ["const f = (text, list) => info(text, ...list, 1);", ""],
  ])("in %s", (call, at) => {
    expect(reportsOf(call)).toMatchObject(at === "" ? [] : [{ id: "braces", at }]);
  });
});

describe("a message that nobody can change is fine", () => {
  test.each([
    "info('text', { id });",
    "info(`text`, { id });",
    "info('a' + 'b', id);",
    "const text = 'a {}'; info(text, id);",
    "const texts = { a: 'a {}', b: `b` }; info(texts.a, id); info(texts['b'], id);",
    "info(STARTED, { id });",
    "info(messages.STARTED, { id });",
    "info(MESSAGES.started, { id });",
    "info(String.raw`a\\{}`, id);",
    "info(on ? 'a' : 'b', id);",
    "info(on ? 'a' : off ? 'b {}' : 'c', id);",
    "info(() => text, { id });",
    "info`a ${text}`;",
  ])("in %s", (call) => {
    expect(reportsOf(call)).toEqual([]);
  });
});

describe("what is no message is fine", () => {
  test.each([
    "info(text);",
    "info(req.query.text);",
    "info({ id }, text);",
    "error(err, text);",
    "error(err, { id });",
    "error(err, 'no {}', id);",
    "error(lastError, { id });",
    "error(new HttpError(404), { id });",
    "error(toError(x), { id });",
    "try {} catch (problem) { error(problem, { id }); }",
    "info(req, { id }); info(response, 'sent');",
    "info(anything, 'a text {}', id);",
    "info([1, 2], id);",
    "info(1, id); info(a - b, id); info(!a, id);",
    "const fields = { id }; info(fields, { ip });",
    "info(null, { id }); info(undefined, text);",
    "info(this, { id });",
    "import { site } from 'fastlog/site'; const s0 = site('a {}', 'app', 'a.js', 1, 1); info(s0, id);",
    "info();",
    "info(...list);",
    "other(text, id);",
  ])("in %s", (call) => {
    expect(reportsOf(call)).toEqual([]);
  });

  test("a function may pass its own message and arguments on", () => {
    expect(reportsOf("const say = (message, ...args) => info(message, ...args);")).toEqual([]);
    expect(reportsOf("const say = (...args) => info(text, ...args);")).toHaveLength(1);
  });

  test.each([
    "function f(problem: TypeError) { error(problem, { id }); }",
    "function f(fields: { a: number }) { info(fields, { id }); }",
    "function f(count: number) { info(count, { id }); }",
    "enum Text { started = 'a {}' } info(Text.started, { id });",
    "info('text' as const, { id });",
  ])("types tell it: %s", (call) => {
    expect(reportsOf(call, { isTyped: true })).toEqual([]);
  });

  test("a text in a type assertion is still one from outside", () => {
    expect(reportsOf("info(body as string, { id });", { isTyped: true })).toHaveLength(1);
  });
});

test("the level of log may be an expression, so a text after it is the message", () => {
  expect(reportsOf("log(level, 'text {}', id);")).toEqual([]);
  expect(reportsOf("log(level, text, id);")).toEqual([]);
});

test("a message without arguments is reported if the options ask for it", () => {
  const given = { options: { withoutArguments: true } };
  expect(reportsOf("info(text);", given)).toMatchObject([{ id: "constant", at: "text" }]);
  expect(reportsOf("info({ id }, text);", given)).toMatchObject([{ id: "constant", at: "text" }]);
  expect(reportsOf("error(err); info({ id }); info('a');", given)).toEqual([]);
});

test("the suggestion passes the message as an argument", () => {
  const argument = importing('info("{}", req.query.text, { id });');
  expect(reportsOf("info(req.query.text, { id });")).toMatchObject([{ suggestions: { argument } }]);
  const after = importing('info({ id }, "{}", text, value);');
  expect(reportsOf("info({ id }, text, value);")).toMatchObject([
    { suggestions: { argument: after } },
  ]);
});
