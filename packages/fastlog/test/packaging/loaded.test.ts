import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

/** Imports the package, and prints the built-in modules and the files that came with it. */
const IMPORTING = `
import { writeSync } from "node:fs";
import { Session } from "node:inspector";
const files = [];
const session = new Session();
session.connect();
session.on("Debugger.scriptParsed", ({ params }) => files.push(params.url));
session.post("Debugger.enable");
const before = new Set(process.moduleLoadList);
await import(process.argv[1]);
const builtins = process.moduleLoadList.filter((name) => !before.has(name));
session.disconnect();
writeSync(1, JSON.stringify([...builtins, ...files]));`;

function loadedBy(specifier: string): string[] {
  const args = ["--input-type=module", "--eval", IMPORTING, specifier];
  const text = execFileSync(process.execPath, args, { cwd: import.meta.dirname, encoding: "utf8" });
  return JSON.parse(text);
}

/** Only some programs use networking, JSON schemas, and regular expressions in filters; none uses that of the command line. */
const LATE = /^NativeModule (net|dgram|tls|_tls_.*)$|[\\/](?:ajv|re2js)[\\/]|[\\/]command\.cjs$/;

test("an import loads neither networking, nor packages for schemas and regular expressions, nor the command line", () => {
  const loaded = loadedBy("fastlog");
  expect(loaded.length).toBeGreaterThan(0);
  expect(loaded.filter((name) => LATE.test(name))).toEqual([]);
});

test("an import loads no other entry of the package", () => {
  const files = loadedBy("fastlog").filter((name) => name.startsWith("file:"));
  const names = files.map((url) => url.slice(url.lastIndexOf("/") + 1));
  expect(names).toEqual(expect.arrayContaining(["index.js", "index.cjs"]));
  expect(names.filter((name) => /^(?:http|nest|testing|tracepoint)\./.test(name))).toEqual([]);
});

test.each([
  ["node:net", "NativeModule net"],
  ["node:tls", "NativeModule tls"],
  ["re2js", expect.stringContaining("re2js")],
])("a load of %s would be seen", (specifier, name) => {
  expect(loadedBy(specifier).filter((one) => LATE.test(one))).toContainEqual(name);
});
