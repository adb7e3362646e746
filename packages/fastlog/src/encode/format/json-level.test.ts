import { afterEach, beforeEach, expect, test } from "vitest";
import { defineLevel, LEVEL_NAMES, LEVELS, levelOf } from "../../level.ts";
import { forgetOwnLevels, type OwnLevel } from "../../own-levels.ts";
import { levelText } from "./json-level.ts";
import type { JsonLevelForm } from "./json-options.ts";

beforeEach(() => {
  defineLevel({ name: "notice" as OwnLevel, number: 35, color: [], severity: 5 });
  defineLevel({ name: "alarm" as OwnLevel, number: 55, color: [], severity: 1 });
  defineLevel({ name: "chatter" as OwnLevel, number: 3, color: [], severity: 7 });
});
afterEach(forgetOwnLevels);

const text = (form: JsonLevelForm, number: number) =>
  levelText(form, { level: levelOf(number), number });

test.each<[form: JsonLevelForm, six: unknown[], own: unknown[]]>([
  ["number", [60, 50, 40, 30, 20, 10], [55, 35, 3]],
  ["name", LEVEL_NAMES.slice(), ["alarm", "notice", "chatter"]],
  ["upper", ["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"], ["ALARM", "NOTICE", "CHATTER"]],
  ["gcp", ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG", "DEBUG"], ["ALERT", "NOTICE", "DEBUG"]],
  [
    "datadog",
    ["critical", "error", "warn", "info", "debug", "debug"],
    ["alert", "notice", "debug"],
  ],
  ["otel", [21, 17, 13, 9, 5, 1], [19, 11, 1]],
  [{ fatal: "F", info: 3 }, ["F", "error", "warn", 3, "debug", "trace"], ["alarm", 3, "chatter"]],
  [
    { notice: "N", trace: "T", error: "E" },
    ["fatal", "E", "warn", "info", "debug", "T"],
    ["E", "N", "T"],
  ],
  [
    { error: "E", info: false, notice: "N" },
    ["fatal", "E", "warn", undefined, "debug", "trace"],
    ["E", "N", "chatter"],
  ],
])("in the form %j the six levels are %j, and three of the program's own %j", (form, six, own) => {
  const json = (values: readonly unknown[]) => values.map((value) => JSON.stringify(value));
  expect(LEVEL_NAMES.map((name) => text(form, LEVELS[name]))).toEqual(json(six));
  expect([55, 35, 3].map((number) => text(form, number))).toEqual(json(own));
});
