/** Of a word whose bytes are all ASCII: the highest bit of each of them. */
const HIGH_BITS = 0x80808080 | 0;

/**
 * Whether ASCII bytes have nothing to be escaped in a line: no control character. Four at a time: a byte
 * below 32 borrows into its highest bit when 32 is taken from it, and 127 carries into its own. A regular
 * expression takes 0.8 ns a character, this 0.2 (benchmarks/loop, "long").
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

/** The same in a JSON string: neither a quote nor a backslash. Such a byte is 0 once it is xored with itself. */
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
