const BACKSLASH = 0x5c;
const U = 0x75;

/** The byte that a letter after a backslash stands for; 0 if it is none. */
const SIMPLE = new Uint8Array(128);
for (const [letter, byte] of Object.entries({
  '"': 0x22,
  "\\": 0x5c,
  "/": 0x2f,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
})) {
  SIMPLE[letter.charCodeAt(0)] = byte;
}

/**
 * Writes the inside of a JSON string without its escapes, from `start` on. It takes at most as many bytes. Returns where it
 * ends. A lone surrogate becomes U+FFFD.
 */
export function unescapeInto(
  target: Uint8Array,
  start: number,
  bytes: Uint8Array,
  from: number,
  to: number,
): number {
  let out = start;
  for (let at = from; at < to; at++) {
    const byte = bytes[at]!;
    if (byte !== BACKSLASH || at + 1 >= to) {
      target[out++] = byte;
      continue;
    }
    const letter = bytes[++at]!;
    if (letter !== U) {
      target[out++] = SIMPLE[letter & 127] || letter;
      continue;
    }
    let code = hex4(bytes, at + 1, to);
    if (code < 0) {
      target[out++] = BACKSLASH;
      target[out++] = U;
      continue;
    }
    at += 4;
    if ((code & 0xfc00) === 0xd800 && bytes[at + 1] === BACKSLASH && bytes[at + 2] === U) {
      const low = hex4(bytes, at + 3, to);
      if ((low & 0xfc00) === 0xdc00) {
        code = 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff);
        at += 6;
      }
    }
    out = writeCode(target, out, code);
  }
  return out;
}

function writeCode(target: Uint8Array, start: number, code: number): number {
  let at = start;
  if (code < 0x80) {
    target[at++] = code;
  } else if (code < 0x800) {
    target[at++] = 0xc0 | (code >> 6);
    target[at++] = 0x80 | (code & 0x3f);
  } else if (code < 0x10000) {
    const whole = (code & 0xf800) === 0xd800 ? 0xfffd : code;
    target[at++] = 0xe0 | (whole >> 12);
    target[at++] = 0x80 | ((whole >> 6) & 0x3f);
    target[at++] = 0x80 | (whole & 0x3f);
  } else {
    target[at++] = 0xf0 | (code >> 18);
    target[at++] = 0x80 | ((code >> 12) & 0x3f);
    target[at++] = 0x80 | ((code >> 6) & 0x3f);
    target[at++] = 0x80 | (code & 0x3f);
  }
  return at;
}

/** A number of four hexadecimal digits; -1 if they are not there. */
function hex4(bytes: Uint8Array, from: number, to: number): number {
  if (from + 4 > to) return -1;
  let code = 0;
  for (let at = from; at < from + 4; at++) {
    const digit = hexDigit(bytes[at]!);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}
