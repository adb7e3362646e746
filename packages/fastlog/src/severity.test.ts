import { afterEach, expect, test } from "vitest";
import { defineLevel } from "./level.ts";
import { forgetOwnLevels, type OwnLevel } from "./own-levels.ts";
import { otelSeverity, severityOf } from "./severity.ts";

afterEach(forgetOwnLevels);

test.each([
  [60, 2],
  [50, 3],
  [40, 4],
  [30, 6],
  [20, 7],
  [10, 7],
])("the level %i has syslog's severity %i", (level, severity) => {
  expect(severityOf(level)).toBe(severity);
});

test.each([
  [99, 2],
  [61, 2],
  [55, 3],
  [41, 4],
  [39, 5],
  [31, 5],
  [25, 7],
  [1, 7],
])("a level of number %i that names no severity of syslog has %i", (level, severity) => {
  expect(severityOf(level)).toBe(severity);
});

test("a level has the severity of syslog that its definition names", () => {
  defineLevel({ name: "audit" as OwnLevel, number: 35, color: [], severity: 1 });
  expect(severityOf(35)).toBe(1);
});

test.each([
  [1, 1],
  [10, 1],
  [15, 3],
  [20, 5],
  [25, 7],
  [30, 9],
  [35, 11],
  [39, 12],
  [40, 13],
  [50, 17],
  [60, 21],
  [65, 23],
  [99, 24],
])("the level %i has OpenTelemetry's severity %i", (level, severity) => {
  expect(otelSeverity(level)).toBe(severity);
});

test("a more severe level never has a lower severity of OpenTelemetry", () => {
  const severities = Array.from({ length: 99 }, (_, i) => otelSeverity(i + 1));
  expect(severities).toEqual([...severities].sort((a, b) => a - b));
});
