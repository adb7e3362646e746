import { expect, test } from "vitest";
import { differing, machine } from "./machine.js";

const THEN = { processor: "A", cores: 2, architecture: "x64", system: "linux", node: "v20.20.2" };

test.each([
  ["another processor", { processor: "B", cores: 64 }],
  ["another release of the same Node.js", { node: "v20.19.0" }],
])("a baseline holds on %s", (_, now) => {
  expect(differing(THEN, { ...THEN, ...now })).toBeUndefined();
});

test.each([
  [{ node: "v22.1.0" }, "this is Node v22 on linux, x64"],
  [{ node: "v2.0.0" }, "this is Node v2 on linux, x64"],
  [{ architecture: "arm64" }, "this is Node v20 on linux, arm64"],
  [{ system: "darwin" }, "this is Node v20 on darwin, x64"],
])("a baseline of Node 20 on an x64 Linux says nothing about %j", (now, expected) => {
  expect(differing(THEN, { ...THEN, ...now })).toContain(expected);
});

test("a machine is of its own class", () => {
  expect(differing(machine(), machine())).toBeUndefined();
});
