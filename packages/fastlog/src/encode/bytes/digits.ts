/**
 * Decimal digits as little-endian words, to store up to three at once.
 *
 * `PADDED[n]` has the three digits of n below 1000 and a fourth byte of 0, which another byte can be or-ed into.
 * `SHORT[n]` has no leading zeros, and the number of digits in its fourth byte.
 */
export const PADDED: Int32Array = new Int32Array(1000);
export const SHORT: Int32Array = new Int32Array(1000);

const ZERO = 48;

/** Fills the tables before the first number is written. At import this would take 1 ms. */
export function prepareDigits(): void {
  if (PADDED[0] !== 0) return;
  let n = 0;
  for (let hundreds = ZERO; hundreds < ZERO + 10; hundreds++) {
    for (let tens = ZERO << 8; tens < (ZERO + 10) << 8; tens += 1 << 8) {
      for (let ones = ZERO << 16; ones < (ZERO + 10) << 16; ones += 1 << 16) {
        const word = hundreds | tens | ones;
        PADDED[n] = word;
        SHORT[n++] = word | (3 << 24);
      }
    }
  }
  for (n = 0; n < 10; n++) SHORT[n] = ((PADDED[n] as number) >> 16) | (1 << 24);
  for (; n < 100; n++) SHORT[n] = ((PADDED[n] as number) >> 8) | (2 << 24);
}
