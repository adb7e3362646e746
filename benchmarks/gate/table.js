import { align, short } from "../report/cells.js";
import { COSTS } from "./costs.js";

/**
 * @typedef {{ ratios: import("./judge.js").JudgedRatio[], costs: import("./judge.js").JudgedCost[] }} Results
 */

/** A line for each row: its figure, how it compares, how far it may go, and the verdict. @param {Results} results */
export function table({ ratios, costs }) {
  return align([
    ["", "now", "before", "now / before", "interval", "limit", "verdict"],
    ...ratios.map(ratioRow),
    ...costs.map(costRow),
  ]);
}

function ratioRow({ name, value, lower, upper, limit, isWorse }) {
  const interval = [lower, upper].map((end) => end.toFixed(3)).join(" to ");
  const verdict = isWorse ? "SLOWER" : "ok";
  return [name, "", "", value.toFixed(3), interval, limit.toFixed(3), verdict];
}

function costRow({ name, value, recorded, limit, isWorse }) {
  if (recorded === undefined) {
    return [
      name,
      `${short(value)} bytes`,
      "",
      "",
      "",
      "",
      `not recorded for Node ${process.version}`,
    ];
  }
  const verdict = isWorse ? "LARGER" : "ok";
  const [part, most] = [value, limit].map((some) => (some / recorded).toFixed(3));
  return [name, `${short(value)} bytes`, short(recorded), part, "", most, verdict];
}

/** The same in Bencher's metric format. @param {Results} results */
export function bencher({ ratios, costs }) {
  return Object.fromEntries([
    ...ratios.map(({ name, value, lower, upper }) => [
      `gate/${name}`,
      { ratio: { value, lower_value: lower, upper_value: upper } },
    ]),
    ...costs.map(({ name, value }) => [`gate/${name}`, { [COSTS[name].measure]: { value } }]),
  ]);
}
