import { expect, test } from "vitest";
import { judgeScenarios } from "./judgement.js";
import { PROCESSES } from "./ratios.js";
import { SCENARIOS } from "./scenarios.js";

const ONE = { value: 1, tolerance: 0.05 };
const BASELINE = Object.fromEntries(SCENARIOS.map(({ id }) => [id, { floor: ONE, pino: ONE }]));

/**
 * Judges measurements in which all is as it was, but for what is slower in each of them: a scenario, or a
 * scenario and the only reference that it is slower against.
 */
function judged(...measurements) {
  const asked = [];
  const scenarios = judgeScenarios(BASELINE, (scenarios, processes) => {
    const slower = measurements[asked.length];
    asked.push([scenarios.map(({ id }) => id), processes]);
    const ratios = (id) =>
      ["floor", "pino"].map((reference) => {
        const isSlower = slower.includes(id) || slower.includes(`${id}/${reference}`);
        return [reference, Array(processes).fill(isSlower ? 1.3 : 1)];
      });
    return Object.fromEntries(scenarios.map(({ id }) => [id, Object.fromEntries(ratios(id))]));
  });
  const slower = scenarios.filter(({ isSlower }) => isSlower).map(({ scenario }) => scenario);
  return { asked, slower, all: scenarios.map(({ scenario }) => scenario) };
}

const ALL = SCENARIOS.map(({ id }) => id);

test.each([
  ["nothing is", [[]], []],
  ["one is against one reference only", [["fields/floor"]], []],
  ["one was at first only", [["fields"], []], []],
  ["one is, twice", [["fields"], ["fields"]], ["fields"]],
  ["one is against one reference only when measured again", [["child"], ["child/pino"]], []],
  ["one of two is, twice", [["message", "child"], ["child"]], ["child"]],
  ["all are, twice", [ALL, ALL], ALL],
])("what is slower has to be so twice: %s", (_, measurements, slower) => {
  const { asked, ...result } = judged(...measurements);
  expect(result).toEqual({ slower, all: ALL });
  expect(asked).toHaveLength(measurements.length);
});

test("only what looks slower is measured again, and in more processes", () => {
  const { asked } = judged(["message", "child"], []);
  expect(asked[0]).toEqual([ALL, PROCESSES]);
  expect(asked[1][0]).toEqual(["message", "child"]);
  expect(asked[1][1]).toBeGreaterThan(PROCESSES);
});
