import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { run } from "../child.ts";

const LIBRARY = join(import.meta.dirname, "../../dist/index.cjs");
/** What all of these programs compile. */
const FILES = ["index.cjs", "files.cjs", "fd.cjs"];

const TO_FILE = `configure({ format: "json", backend: "file:///dev/null" });`;

/** The files of the library that a program compiles, in order, when it configures that and makes that call of `info`. */
async function compiledBy(call: string, configured = TO_FILE): Promise<readonly string[]> {
  const program = `
    const Module = require("node:module");
    const compile = Module.prototype._compile;
    const names = [];
    Module.prototype._compile = function (source, path) {
      names.push(require("node:path").basename(path));
      return compile.apply(this, arguments);
    };
    const { configure, info } = require(${JSON.stringify(LIBRARY)});
    ${configured}
    ${call};
    process.on("exit", () => require("node:fs").writeSync(3, names.join() + "\\n"));
  `;
  const stdout = openSync("/dev/null", "w");
  try {
    const { code, report, stderr } = await run([process.execPath, "--eval", program], { stdout });
    expect(code, stderr).toBe(0);
    return report[0]?.split(",") ?? [];
  } finally {
    closeSync(stdout);
  }
}

test.concurrent.each([
  ["a text", `info("message")`],
  ["values and fields", `info("{} of {}", 1, "b", { c: true, d: null, e: 1.5 })`],
  ["nested objects and lists", `info("message", { a: { b: [1, "c", { d: null }] } })`],
  ["an error", `info("message", new TypeError("reason"))`],
  ["an error with a code", `info("message", Object.assign(new Error("a"), { code: "EBADF" }))`],
  ["an error in the message", `info("failed: {}", new Error("reason"))`],
])("%s takes no file but those that all records to a file take", async (_, call) => {
  expect(await compiledBy(call)).toEqual(FILES);
});

test("a program that configures nothing, and writes to a file, takes what a descriptor needs", async () => {
  expect(await compiledBy(`info("message {}", 1, { a: true })`, "")).toEqual([
    "index.cjs",
    "fd.cjs",
  ]);
});

test.concurrent.each([
  ["a map", `info("message", { a: new Map([["b", 1]]) })`],
  ["an error with a cause", `info("message", new Error("a", { cause: new Error("b") }))`],
])("%s takes values.cjs, too", async (_, call) => {
  expect(await compiledBy(call)).toEqual([...FILES, "values.cjs"]);
});
