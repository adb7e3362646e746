/** Highest bit of each byte of a word of ASCII. */
const HIGH_BITS = 0x80808080 | 0;

/**
 * Whether ASCII bytes contain no control character, and so need no escapes in a line. Checks four at a time: a byte
 * below 32 borrows into its highest bit when 32 is subtracted, and 127 carries into its own when 1 is added. Takes
 * 0.2 ns a character, a regular expression 0.8 (benchmarks/loop, "long").
 */
export function isClean(view: DataView, at: number, length: number): boolean {
  const end = at + length;
  let place = at;
  for (; place + 4 <= end; place += 4) {
    const word = view.getInt32(place, true);
    if ((((word - 0x20202020) | (word + 0x01010101)) & HIGH_BITS) !== 0) return false;
  }
  for (; place < end; place++) {
    const byte = view.getUint8(place);
    if (byte < 0x20 || byte === 0x7f) return false;
  }
  return true;
}

/**
 * Whether ASCII bytes need no escapes in a JSON string: also no quote and no backslash. Such a byte becomes 0 when
 * it is xored with itself.
 */
export function isCleanJson(view: DataView, at: number, length: number): boolean {
  const end = at + length;
  let place = at;
  for (; place + 4 <= end; place += 4) {
    const word = view.getInt32(place, true);
    const quotes = (word ^ 0x22222222) - 0x01010101;
    const backslashes = (word ^ 0x5c5c5c5c) - 0x01010101;
    const controls = (word - 0x20202020) | (word + 0x01010101);
    if (((controls | quotes | backslashes) & HIGH_BITS) !== 0) return false;
  }
  for (; place < end; place++) {
    const byte = view.getUint8(place);
    if (byte < 0x20 || byte === 0x7f || byte === 0x22 || byte === 0x5c) return false;
  }
  return true;
}
