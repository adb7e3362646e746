// Bytes of protobuf's wire format, written to a view.

/** Most bytes of a length that takes no more than two. */
export const TWO_BYTES = 16_383;

/** Bytes of a whole number of 0 to 2^53 as a varint. */
export function sizeOfVarint(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  if (value < 0x1000_0000) return 4;
  let size = 5;
  for (let rest = Math.floor(value / 0x8_0000_0000); rest > 0; rest = Math.floor(rest / 128)) {
    size++;
  }
  return size;
}

/** Writes a whole number of 0 to 2^53 as a varint. Returns the offset after it. */
export function putVarint(view: DataView, start: number, value: number): number {
  let at = start;
  let rest = value;
  while (rest >= 0x8000_0000) {
    view.setUint8(at++, (rest % 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  while (rest > 0x7f) {
    view.setUint8(at++, (rest & 0x7f) | 0x80);
    rest >>>= 7;
  }
  view.setUint8(at++, rest);
  return at;
}

/** Writes a length of up to 16,383 as a varint of two bytes, whatever it is. */
export function putPadded(view: DataView, at: number, length: number): void {
  view.setUint8(at, (length & 0x7f) | 0x80);
  view.setUint8(at + 1, length >> 7);
}

/** Bytes of a negative number as a varint: its 64 bits, in groups of seven. */
export const NEGATIVE_SIZE = 10;

/** Writes a negative whole number as a varint. Returns the offset after it. */
export function putNegative(view: DataView, start: number, value: number): number {
  let at = start;
  let rest = value;
  for (let i = 1; i < NEGATIVE_SIZE; i++) {
    view.setUint8(at++, (rest - Math.floor(rest / 128) * 128) | 0x80);
    rest = Math.floor(rest / 128);
  }
  view.setUint8(at++, 1);
  return at;
}

/** Bytes of a bigint of 64 bits as a varint. */
export function bigintBytes(value: bigint): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, value);
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return bytes;
}
