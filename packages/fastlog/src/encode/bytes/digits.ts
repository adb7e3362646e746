/**
 * Decimal digits as little-endian words, so that up to three are stored at once.
 *
 * `PADDED[n]` is the three digits of n below 1000; its fourth byte is 0, so that another byte can be
 * put there. `SHORT[n]` has no leading zeros, and its fourth byte is how many digits there are.
 */
export const PADDED: Int32Array = new Int32Array(1000);
export const SHORT: Int32Array = new Int32Array(1000);

const ZERO = 48;

/**
 * Fills the tables, before the first number is written: not at import, of which it was 1 ms. V8 interprets
 * this, so that it adds and does not divide.
 */
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
