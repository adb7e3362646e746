import { align, short } from "../cells.js";
import { COSTS } from "./costs.js";

/**
 * @typedef {{ scenario: string, ratios: (import("./judge.js").Judged & { name: string })[], isSlower: boolean }} Slowness
 * @typedef {{ scenarios: Slowness[], costs: import("./judge.js").Judged[] }} Results
 */

/** A line for each figure: it, its baseline, how it compares, and whether that is worse. @param {Results} results */
export function table({ scenarios, costs }) {
  return align([
    ["", "now", "baseline", "now / baseline", "interval", "tolerance", "verdict"],
    ...scenarios.flatMap(({ scenario, ratios, isSlower }) =>
      ratios.map((ratio) => row(`${scenario} / ${ratio.name}`, ratio, "", wordOf(ratio, isSlower))),
    ),
    ...costs.map((cost) =>
      row(cost.name, cost, COSTS[cost.name].unit, cost.isWorse ? "WORSE" : "ok"),
    ),
  ]);
}

function wordOf({ isWorse }, isSlower) {
  if (isSlower) return "SLOWER";
  return isWorse ? "worse, by this alone" : "ok";
}

function row(name, { value, baseline, tolerance, lower, upper }, unit, verdict) {
  const interval =
    lower === undefined
      ? ""
      : [lower, upper].map((end) => (end / baseline).toFixed(3)).join(" to ");
  return [
    name,
    `${short(value)} ${unit}`.trim(),
    short(baseline),
    (value / baseline).toFixed(3),
    interval,
    `+${(100 * tolerance).toFixed(1)} %`,
    verdict,
  ];
}

/** The same in Bencher's metric format. @param {Results} results */
export function bencher({ scenarios, costs }) {
  const ratios = scenarios.flatMap(({ scenario, ratios }) =>
    ratios.map(({ name, value, lower, upper }) => [
      `gate/${scenario}/${name}`,
      { ratio: { value, lower_value: lower, upper_value: upper } },
    ]),
  );
  const others = costs.map(({ name, value }) => [
    `gate/${name}`,
    { [COSTS[name].measure]: { value } },
  ]);
  return Object.fromEntries([...ratios, ...others]);
}
