import fs from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { isTerminal } from "./terminal.ts";

test.each([
  ["a file", () => fs.openSync(join(folder(), "file"), "w")],
  ["a device that is none", () => fs.openSync("/dev/null", "w")],
])("%s is no terminal", (_, open) => {
  const fd = open();
  try {
    expect(isTerminal(fd)).toBe(false);
  } finally {
    fs.closeSync(fd);
  }
});

test("a pseudo-terminal is a terminal", () => {
  const fd = fs.openSync("/dev/ptmx", fs.constants.O_RDWR | fs.constants.O_NOCTTY);
  try {
    expect(isTerminal(fd)).toBe(true);
  } finally {
    fs.closeSync(fd);
  }
});

test("a closed descriptor is not a terminal", () => {
  expect(isTerminal(1 << 20)).toBe(false);
});
