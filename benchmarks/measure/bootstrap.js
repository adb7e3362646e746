import { median } from "./statistics.js";

const RESAMPLES = 10_000;
/** The same samples give the same interval, on every machine. */
const SEED = 20_251_121;

/**
 * The confidence interval of the median of the distribution that samples were drawn from: the bootstrap's percentile
 * interval.
 *
 * @param {readonly number[]} samples
 * @param {{ confidence?: number, resamples?: number, seed?: number }} [how] Two-sided, 0.95 unless told.
 * @returns {{ lower: number, upper: number }}
 */
export function medianInterval(
  samples,
  { confidence = 0.95, resamples = RESAMPLES, seed = SEED } = {},
) {
  const random = randomFrom(seed);
  const draw = () => samples[Math.floor(random() * samples.length)];
  const medians = Array.from({ length: resamples }, () => median(samples.map(draw)));
  const beyond = (1 - confidence) / 2;
  return { lower: quantile(medians, beyond), upper: quantile(medians, 1 - beyond) };
}

/** The value below which that part of the values lies, interpolated. @param {readonly number[]} values */
export function quantile(values, part) {
  const sorted = values.toSorted((a, b) => a - b);
  const place = part * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  return below + (sorted[Math.ceil(place)] - below) * (place % 1);
}

/** Numbers from 0 to 1, always the same ones for a seed (mulberry32). @param {number} seed */
export function randomFrom(seed) {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), state | 1);
    bits ^= bits + Math.imul(bits ^ (bits >>> 7), bits | 61);
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32;
  };
}
