import { median } from "../statistics.js";
import { medianInterval } from "./bootstrap.js";

/**
 * @typedef {object} Baseline What was recorded.
 * @property {number} value
 * @property {number} tolerance How much worse is let pass, as a part of the value.
 *
 * @typedef {object} Judged
 * @property {string} name
 * @property {number} value
 * @property {number} baseline
 * @property {number} tolerance
 * @property {number} [lower] Where the value lies in 95 of 100 cases.
 * @property {number} [upper]
 * @property {boolean} isAbove The tolerance, which may be chance.
 * @property {boolean} isWorse Than the baseline, beyond doubt and tolerance.
 */

/**
 * A ratio, of which each process has given a figure: it is worse if even the lower end of the interval is.
 *
 * @param {string} name
 * @param {readonly number[]} samples
 * @param {Baseline} baseline
 * @returns {Judged}
 */
export function judgeRatio(name, samples, { value: baseline, tolerance }) {
  const value = median(samples);
  const { lower, upper } = medianInterval(samples);
  const [isAbove, isWorse] = [value, lower].map((some) => some / baseline > 1 + tolerance);
  return { name, value, baseline, tolerance, lower, upper, isAbove, isWorse };
}

/**
 * What hardly varies.
 *
 * @param {string} name
 * @param {number} value
 * @param {Baseline} baseline
 * @returns {Judged}
 */
export function judgeCost(name, value, { value: baseline, tolerance }) {
  const isAbove = value > baseline * (1 + tolerance);
  return { name, value, baseline, tolerance, isAbove, isWorse: isAbove };
}

/**
 * Whether a scenario has become slower: beyond doubt against one of its references, and against the others at
 * least by the look of it. If it is one alone, then that has become faster: the machine, its kernel, or
 * another pino.
 *
 * @param {readonly Judged[]} ratios
 */
export function isSlower(ratios) {
  return ratios.every(({ isAbove }) => isAbove) && ratios.some(({ isWorse }) => isWorse);
}
