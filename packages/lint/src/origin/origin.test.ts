import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { memberOf, type Origin } from "./origin.ts";

const CORE = join(import.meta.dirname, "../../../fastlog/src");

/** The names of functions with that result, in a source of the core. */
function functionsOf(file: string, result: string): string[] {
  const source = readFileSync(join(CORE, file), "utf8");
  const declared = new RegExp(`^(?:export function | {2})(\\w+)\\([^)]*\\): ${result}\\b`, "gm");
  return Array.from(source.matchAll(declared), ([, name = ""]) => name);
}

/** The names of log functions in a source of the core. */
function constantsOf(file: string, type: string): string[] {
  const source = readFileSync(join(CORE, file), "utf8");
  const declared = new RegExp(`^(?:export const | {2}readonly )(\\w+): ${type}\\b`, "gm");
  return Array.from(source.matchAll(declared), ([, name = ""]) => name);
}

const LOGGER: Origin = { kind: "logger", own: [] };
const MODULE: Origin = { kind: "module" };

test.each([
  ["call/logger.ts", LOGGER, ["child"]],
  ["index.ts", MODULE, ["logger"]],
] as const)("the functions of %s that return a logger are known", (file, origin, some) => {
  const names = functionsOf(file, "Logger");
  expect(names).toEqual(expect.arrayContaining([...some]));
  expect(names.filter((name) => memberOf(origin, name)?.kind !== "factory")).toEqual([]);
});

test.each([
  ["call/logger.ts", LOGGER],
  ["index.ts", MODULE],
] as const)("the log functions of %s are known", (file, origin) => {
  const names = constantsOf(file, "LogFunction").filter((name) => name !== "silent");
  expect(names.length).toBeGreaterThanOrEqual(6);
  expect(names.filter((name) => memberOf(origin, name)?.kind !== "level")).toEqual([]);
  expect(constantsOf(file, "LogAtFunction")).toEqual(["log"]);
  expect(memberOf(origin, "log")?.kind).toBe("log");
});

test("the functions of the module that return a promise are known", () => {
  const source = readFileSync(join(CORE, "index.ts"), "utf8");
  const declared = source.matchAll(/^export (?:async )?function (\w+)\([^)]*\): Promise<void>/gm);
  const names = Array.from(declared, ([, name = ""]) => name);
  expect(names.toSorted()).toEqual(["close", "flush"]);
  expect(names.map((name) => memberOf(MODULE, name)?.kind)).toEqual(["delivery", "delivery"]);
});
