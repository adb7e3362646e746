import { medianInterval } from "../measure/bootstrap.js";
import { median } from "../measure/statistics.js";

/**
 * A row that is compared with the base.
 *
 * @typedef {object} JudgedRatio
 * @property {string} name
 * @property {number} value How many times as much as the base's: the median of the pairs.
 * @property {number} lower Where the value lies in 95 of 100 cases.
 * @property {number} upper
 * @property {number} limit The most that passes.
 * @property {boolean} isClear Whether even the upper end passes.
 * @property {boolean} isWorse Whether even the lower end does not pass.
 *
 * @param {string} name
 * @param {readonly number[]} samples One a pair.
 * @param {number} limit
 * @returns {JudgedRatio}
 */
export function judgeRatio(name, samples, limit) {
  const value = median(samples);
  const { lower, upper } = medianInterval(samples);
  return { name, value, lower, upper, limit, isClear: upper <= limit, isWorse: lower > limit };
}

/**
 * A row that is compared with what is recorded.
 *
 * @typedef {object} JudgedCost
 * @property {string} name
 * @property {number} value Bytes.
 * @property {number | undefined} recorded `undefined` where nothing is recorded for this version of Node.
 * @property {number} limit
 * @property {boolean} isWorse
 *
 * @param {string} name
 * @param {number} value
 * @param {number | undefined} recorded
 * @param {{ tolerance: number, slack: number }} cost
 * @param {number} [accepted] How many times the recorded value passes.
 * @returns {JudgedCost}
 */
export function judgeCost(name, value, recorded, { tolerance, slack }, accepted = 1) {
  const limit =
    recorded === undefined ? Infinity : recorded * Math.max(1 + tolerance, accepted) + slack;
  return { name, value, recorded, limit, isWorse: value > limit };
}
