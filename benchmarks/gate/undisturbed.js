import { quantile } from "../measure/bootstrap.js";

/**
 * The time of a batch that nothing disturbs: the 10 % quantile. A batch takes 50 µs, so even on a busy machine many are
 * undisturbed; the least of all would be a matter of luck.
 *
 * @param {readonly number[]} samples
 */
export function undisturbed(samples) {
  return quantile(samples, 0.1);
}
