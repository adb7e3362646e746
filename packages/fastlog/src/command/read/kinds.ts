/**
 * How a value stands in the bytes of a line, with what is known of its characters. A kind is a number, so that a line of
 * many values needs no objects.
 */
export type Kind = number;

/** Text as it is. */
export const RAW = 0;
/** The inside of a string in double quotes, with the escapes of JSON. */
export const STRING = 1;
/** JSON that is no string: a number, `true`, an object. */
export const LITERAL = 2;
/** The inside of a parameter of syslog's structured data. */
export const PARAM = 3;

const FORM = 3;

/** It has a backslash. */
export const ESCAPED = 4;
/** It has a byte that is no printable ASCII. */
export const SPECIAL = 8;
/** It is no single word: it has a blank, a quote, `=`, a backslash, or a special byte. */
export const SPACED = 16;

/** Properties that a value has because of a byte in it, indexed by the byte. */
export const MARKS: Uint8Array = marks();

function marks(): Uint8Array {
  const table = new Uint8Array(256).fill(SPECIAL | SPACED);
  table.fill(0, 0x21, 0x7f);
  for (const character of ' "=') table[character.charCodeAt(0)] = SPACED;
  table[0x5c] = ESCAPED | SPACED;
  return table;
}

/** How a value is written, without what is known of its characters. */
export function formOf(kind: Kind): Kind {
  return kind & FORM;
}

/** The marks of some bytes together. */
export function marksOf(bytes: Uint8Array, from: number, to: number): number {
  let all = 0;
  for (let at = from; at < to; at++) all |= MARKS[bytes[at]!]!;
  return all;
}
