import fs from "node:fs";
import { afterEach, expect, test, vi } from "vitest";
import { readEnvironment } from "./environment.ts";

afterEach(() => {
  vi.restoreAllMocks();
});

test("a variable that must not be read counts as unset, and only LOG is told", () => {
  const told = vi.spyOn(fs, "writeSync").mockReturnValue(0);
  const refuse = (name: string) => ({
    get: () => {
      throw new Error(`Requires env access to "${name}"`);
    },
    enumerable: true,
  });
  const variables = { LOG_TAG: "tag" };
  Object.defineProperties(variables, { LOG: refuse("LOG"), LOG_FORMAT: refuse("LOG_FORMAT") });
  expect(readEnvironment(variables)).toEqual({ LOG_TAG: "tag" });
  expect(told.mock.calls).toEqual([
    [2, 'fastlog: LOG counts as unset: Requires env access to "LOG"\n'],
  ]);
});
