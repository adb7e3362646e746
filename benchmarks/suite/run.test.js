import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { CONTENDERS } from "../loggers/all.js";
import { PARTS } from "./parts.js";

function suite(...args) {
  const script = fileURLToPath(new URL("run.js", import.meta.url));
  return spawnSync(process.execPath, [script, ...args], { encoding: "utf8" });
}

test("the suite lists its parts and contenders", () => {
  const { stdout } = suite("--list");
  for (const name of [...Object.keys(PARTS), ...CONTENDERS, "native"]) {
    expect(stdout).toContain(name);
  }
});

test.each([
  ["--only", "calls,heaps", "expected some of calls,filter,whole"],
  ["--loggers", "fastlog,pino", "expected some of floor,fastlog,pino-default"],
  ["--rounds", "0", "expected a whole number from 1 on"],
  ["--scenario", "fields,feilds", "expected some of disabled,message,integers"],
])("the suite refuses %s %s before it measures", (option, value, expected) => {
  const { status, stderr } = suite(option, value);
  expect(status).toBe(1);
  expect(stderr).toContain(expected);
  expect(stderr).toContain(`${option} "${value.split(",").at(-1)}"`);
});
