import { IMPORTS, importCost, measureCosts } from "./costs.js";
import { isSlower, judgeCost, judgeRatio } from "./judge.js";
import { measureRatios, PROCESSES } from "./ratios.js";
import { SCENARIOS } from "./scenarios.js";

/** How much more is measured before something that looks worse counts. */
const AGAIN = 2;

/**
 * Measures a build and compares it with the baseline. What looks worse is measured once more, longer, and
 * only those figures count: so a moment's trouble of the machine has to come twice.
 *
 * @param {string} dist
 * @param {ReturnType<import("./record.js").measureBaseline>} baseline
 * @param {import("./ratios.js").Measuring} measuring
 * @param {string} [only] `ratios` or `costs`.
 * @returns {import("./report.js").Results}
 */
export function judge(dist, baseline, measuring, only) {
  const measure = (scenarios, processes) => measureRatios(scenarios, measuring, processes);
  return {
    scenarios: only === "costs" ? [] : judgeScenarios(baseline.ratios, measure),
    costs: only === "ratios" ? [] : judgeCosts(dist, baseline.costs, measuring),
  };
}

/**
 * @param {Record<string, Record<string, import("./judge.js").Baseline>>} baseline
 * @param {(scenarios: readonly import("./scenarios.js").Scenario[], processes: number) => import("./ratios.js").Ratios} measure
 * @returns {import("./report.js").Slowness[]}
 */
export function judgeScenarios(baseline, measure) {
  const judged = judgeThese(SCENARIOS, baseline, measure, PROCESSES);
  const suspects = SCENARIOS.filter((_, i) => judged[i].isSlower);
  if (suspects.length === 0) return judged;
  const again = judgeThese(suspects, baseline, measure, PROCESSES * AGAIN);
  return judged.map((first) => again.find(({ scenario }) => scenario === first.scenario) ?? first);
}

function judgeThese(scenarios, baseline, measure, processes) {
  const measured = measure(scenarios, processes);
  return scenarios.map(({ id, references }) => {
    const ratios = Object.keys(references).map((name) =>
      judgeRatio(name, measured[id][name], baseline[id][name]),
    );
    return { scenario: id, ratios, isSlower: isSlower(ratios) };
  });
}

function judgeCosts(dist, baseline, measuring) {
  const costs = measureCosts(dist, measuring);
  if (judgeCost("import", costs.import, baseline.import).isWorse) {
    costs.import = importCost(dist, IMPORTS * AGAIN);
  }
  return Object.entries(costs).map(([name, value]) => judgeCost(name, value, baseline[name]));
}
