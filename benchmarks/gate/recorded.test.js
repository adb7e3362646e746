import { expect, test } from "vitest";
import { COSTS } from "./costs.js";
import { readRecorded, recordedFor, withCosts } from "./recorded.js";

test("what depends on Node is recorded by its major version, beside the others", () => {
  const before = { "heap/message": { 20: 7.5, 24: 7.4 }, "size/packed": 1000 };
  const after = withCosts(before, { "heap/message": 8.04, "size/packed": 1100 }, "24");
  expect(after).toEqual({ "heap/message": { 20: 7.5, 24: 8 }, "size/packed": 1100 });
  expect(recordedFor(after, "heap/message", "20")).toBe(7.5);
  expect(recordedFor(after, "heap/message", "18")).toBeUndefined();
  expect(recordedFor(after, "heap/fields", "20")).toBeUndefined();
  expect(recordedFor(after, "size/packed", "20")).toBe(1100);
});

test.each(["20", "22", "24", "26"])("every cost is recorded for Node %s", (major) => {
  const recorded = readRecorded();
  for (const name of Object.keys(COSTS)) {
    expect(recordedFor(recorded, name, major)).toBeGreaterThan(0);
  }
});
