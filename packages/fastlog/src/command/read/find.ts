/**
 * The place of a byte; -1 if it is not before `to`. `Buffer.indexOf` would look through the rest of the block, for each line
 * that lacks the byte.
 */
export function findByte(bytes: Uint8Array, byte: number, from: number, to: number): number {
  for (let at = from; at < to; at++) if (bytes[at] === byte) return at;
  return -1;
}

/** The place of some bytes; -1 if they are not whole before `to`. */
export function findBytes(bytes: Uint8Array, some: Uint8Array, from: number, to: number): number {
  const last = to - some.length;
  for (let at = from; at <= last; at++) if (isAt(bytes, at, to, some)) return at;
  return -1;
}

/** Whether some bytes stand here, before `to`. */
export function isAt(bytes: Uint8Array, at: number, to: number, some: Uint8Array): boolean {
  if (at + some.length > to) return false;
  for (let i = 0; i < some.length; i++) if (bytes[at + i] !== some[i]) return false;
  return true;
}
