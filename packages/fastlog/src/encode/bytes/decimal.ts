import { PADDED } from "./digits.ts";

const ZERO = 48;
const POINT = 46;

/** Limits of the range in which JavaScript uses no exponent and the digits are exact. */
const END = 1e15;
const START = 1e-5;
/** Exponent of 10^-5. */
const LEAST_EXPONENT = -5;

/** In units of the last of 17 digits: digits this close to a boundary are left to the platform. */
const NEAR = 1e-6;
/** Half of the distance between two doubles relative to the lower one, rounded up. */
const HALF_ULP = 1.1102230246251568e-16;
/** Factor by which Dekker's product splits a double into halves. */
const SPLIT = 134_217_729;

/** Powers of ten that are exact doubles, and their halves. */
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, i) => Number(`1e${i}`));
const UPPER: readonly number[] = POWERS.map((power) => power * SPLIT - (power * SPLIT - power));
const LOWER: readonly number[] = POWERS.map((power, i) => power - (UPPER[i] as number));

/**
 * Writes a positive non-integer number with the digits that JavaScript prints: the fewest that identify the double,
 * and of those the nearest. Needs room for 32 bytes. Returns where they end, or -1 for numbers that are left to the
 * platform, which takes three times as long: very small and large ones, powers of two, and those whose digits are
 * too close to call.
 */
export function writeDecimal(view: DataView, at: number, value: number): number {
  if (!(value >= START && value < END)) return -1;
  // A decimal of up to 15 digits identifies one double, and division rounds like parsing.
  const thousands = Math.round(value * 1e3);
  if (thousands < END && thousands / 1e3 === value) {
    const whole = Math.floor(value);
    return withPlaces(view, writeWhole(view, at, whole), thousands - whole * 1e3);
  }
  return writeShortest(view, at, value);
}

/** Writes an integer from 0 to 2^53. Needs room for 20 bytes. Returns where it ends. */
export function writeWhole(view: DataView, start: number, value: number): number {
  let at = start;
  let rest = value;
  let isPadded = false;
  for (let power = 1e15; power >= 1e3; power /= 1e3) {
    if (!isPadded && rest < power) continue;
    const group = Math.floor(rest / power);
    rest -= group * power;
    at = isPadded ? padded(view, at, group) : unpadded(view, at, group);
    isPadded = true;
  }
  return isPadded ? padded(view, at, rest) : unpadded(view, at, rest);
}

function padded(view: DataView, at: number, group: number): number {
  view.setInt32(at, PADDED[group] as number, true);
  return at + 3;
}

function unpadded(view: DataView, at: number, group: number): number {
  const digits = PADDED[group] as number;
  if (group >= 100) {
    view.setInt32(at, digits, true);
    return at + 3;
  }
  if (group >= 10) {
    view.setInt32(at, digits >> 8, true);
    return at + 2;
  }
  view.setInt32(at, digits >> 16, true);
  return at + 1;
}

/** Writes up to three decimal places, of which at least one is not zero. */
function withPlaces(view: DataView, at: number, places: number): number {
  view.setUint8(at, POINT);
  return trimmed(view, padded(view, at + 1, places));
}

function trimmed(view: DataView, end: number): number {
  let at = end;
  while (view.getUint8(at - 1) === ZERO) at--;
  return at;
}

/**
 * Scales the number exactly to 17 digits before the point, as the sum of two doubles. Then looks for a multiple of
 * 100, 10 or 1 that is closer than half of the distance to the next double.
 */
function writeShortest(view: DataView, at: number, value: number): number {
  const exponent = exponentOf(value);
  const scale = 16 - exponent;
  const power = POWERS[scale] as number;
  const product = value * power;
  if (!(product > 1e16 && product < 1e17)) return -1;
  const upper = value * SPLIT - (value * SPLIT - value);
  const lower = value - upper;
  const powerUpper = UPPER[scale] as number;
  const powerLower = LOWER[scale] as number;
  const error =
    upper * powerUpper - product + upper * powerLower + lower * powerUpper + lower * powerLower;
  const half = (value + value * HALF_ULP - value) * 0.5 * power;
  // Below a power of two, doubles are twice as dense.
  view.setFloat64(at, value, true);
  if (view.getInt32(at, true) === 0 && (view.getInt32(at + 4, true) & 0xfffff) === 0) return -1;

  let high = Math.floor(product / 1e8);
  const exact = product - high * 1e8 + error;
  let low = Math.round(exact / 100) * 100;
  let distance = Math.abs(low - exact);
  if (distance >= half - NEAR) {
    if (distance <= half + NEAR) return -1;
    low = Math.round(exact / 10) * 10;
    distance = Math.abs(low - exact);
    if (distance >= half - NEAR || distance >= 5 - NEAR) {
      if (distance <= half + NEAR || distance >= 5 - NEAR) return -1;
      low = Math.round(exact);
      if (Math.abs(low - exact) >= 0.5 - NEAR) return -1;
    }
  }
  if (low >= 1e8) {
    low -= 1e8;
    high++;
  } else if (low < 0) {
    low += 1e8;
    high--;
  }
  if (high < 1e8 || high >= 1e9) return -1;
  return digits(view, at, exponent, high, low);
}

/** The largest exponent of ten that does not exceed the number. */
function exponentOf(value: number): number {
  if (value >= 1) {
    let exponent = value >= 1e8 ? 8 : value >= 1e4 ? 4 : 0;
    while (value >= (POWERS[exponent + 1] as number)) exponent++;
    return exponent;
  }
  let exponent = -1;
  for (let least = 0.1; value < least && exponent > LEAST_EXPONENT; least /= 10) exponent--;
  return exponent;
}

/** Writes 17 digits, nine and eight, with the point where the exponent puts it. */
function digits(
  view: DataView,
  start: number,
  exponent: number,
  high: number,
  low: number,
): number {
  let at = start + 1;
  if (exponent < 0) {
    view.setInt32(start, 0x30302e30, true);
    view.setInt32(start + 4, 0x30303030, true);
    at = start + 1 - exponent;
  }
  const first = (high / 1e6) | 0;
  const second = ((high / 1e3) | 0) - first * 1e3;
  padded(view, at, first);
  padded(view, at + 3, second);
  padded(view, at + 6, high - (first * 1e3 + second) * 1e3);
  const third = (low / 1e5) | 0;
  const fourth = ((low / 1e2) | 0) - third * 1e3;
  padded(view, at + 9, third);
  padded(view, at + 12, fourth);
  const last = low - (third * 1e3 + fourth) * 1e2;
  view.setInt32(at + 15, (PADDED[last] as number) >> 8, true);
  if (exponent >= 0) {
    for (let i = 0; i <= exponent; i++) view.setUint8(start + i, view.getUint8(start + 1 + i));
    view.setUint8(start + 1 + exponent, POINT);
  }
  return trimmed(view, at + 17);
}
