import { describe, expect, test } from "vitest";
import { check, importing } from "./tester.ts";

function reportsOf(call: string) {
  return check("await-delivery", importing(call)).reports;
}

describe("a promise that nobody waits for is reported", () => {
  test.each([
    "close();",
    "flush({ timeout: 100 });",
    "async function stop() { close(); }",
    "done && flush();",
    "done ? close() : flush();",
    "close(), exit();",
    "exit(), close();",
    "if (done) close();",
    "stop(() => { flush(); });",
  ])("in %s", (call) => {
    const { length } = reportsOf(call);
    expect(length).toBe(call.includes("? ") ? 2 : 1);
  });
});

describe("a promise that somebody has is fine", () => {
  test.each([
    "await close();",
    "void close();",
    "close().then(exit);",
    "flush().catch(report);",
    "flush().finally(exit);",
    "const closed = close();",
    "await Promise.all([close(), stop()]);",
    "const stop = () => close();",
    "function stop() { return close(); }",
    "async function* each() { yield flush(); }",
    "stop(close);",
    "process.once('SIGTERM', close);",
    "logger('x').flush();",
    "server.close();",
    "const f = (close) => { close(); };",
    "exit(close());",
    "for await (const x of [close()]) ;",
  ])("in %s", (call) => {
    expect(reportsOf(call)).toEqual([]);
  });
});

test("the suggestions are await, where it may stand, and void", () => {
  expect(reportsOf("close();")[0]?.suggestions).toEqual({
    await: importing("await close();"),
    void: importing("void close();"),
  });
  expect(reportsOf("function stop() { close(); }")[0]?.suggestions).toEqual({
    void: importing("function stop() { void close(); }"),
  });
  expect(reportsOf("const stop = async () => { close(); };")[0]?.suggestions).toHaveProperty(
    "await",
  );
});

test("a script cannot wait outside of functions", () => {
  const source = 'const { close } = require("fastlog");\nclose();';
  const [report] = check("await-delivery", source, { isScript: true }).reports;
  expect(Object.keys(report?.suggestions ?? {})).toEqual(["void"]);
});
