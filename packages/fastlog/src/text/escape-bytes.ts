/**
 * How {@link writeEscaped} escapes unsafe characters straight into bytes. It looks at each character once, and at
 * none after the first that does not fit. It escapes the characters that {@link escapeUnsafe}, {@link escapeJson}
 * and {@link paramText} escape.
 */
export interface Escaping {
  /** Indexed by ASCII code: 0 if the character is written unchanged. */
  readonly needs: Uint8Array;
  /** An escape gets a second backslash. */
  readonly isDoubled: boolean;
}

const BACKSLASH = 92;

/** An ASCII character is written unchanged, after a backslash, or as an escape. */
const UNCHANGED = 0;
const AFTER_BACKSLASH = 1;
const CONTROL = 2;

/** Maps the code of a control character to the letter of its short escape. */
const SHORT_ESCAPES: ReadonlyMap<number, number> = new Map(
  Array.from(["\bb", "\tt", "\nn", "\ff", "\rr"], (pair) => [
    pair.charCodeAt(0),
    pair.charCodeAt(1),
  ]),
);

/** Escaping in a line of text. */
export const IN_LINE: Escaping = { needs: needsOf(""), isDoubled: false };
/** Escaping in a JSON string. */
export const IN_JSON: Escaping = { needs: needsOf('"\\'), isDoubled: false };
/** Escaping in a value of structured data. The backslashes of escapes are escaped like any other. */
export const IN_PARAM: Escaping = { needs: needsOf('"\\]'), isDoubled: true };

function needsOf(special: string): Uint8Array {
  const needs = new Uint8Array(128).fill(CONTROL, 0, 32);
  needs[127] = CONTROL;
  for (const character of special) needs[character.charCodeAt(0)] = AFTER_BACKSLASH;
  return needs;
}

/** Writes a text from `start` on. Returns where it ends, or -1 if it does not fit before `limit`. */
export function writeEscaped(
  bytes: Uint8Array,
  start: number,
  limit: number,
  text: string,
  { needs, isDoubled }: Escaping,
): number {
  const { length } = text;
  // Leaves room for the longest escape.
  const last = limit - 7;
  let at = start;
  let i = 0;
  for (; i < length && at <= last; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      const need = needs[code];
      if (need === UNCHANGED) {
        bytes[at++] = code;
      } else if (need === AFTER_BACKSLASH) {
        bytes[at++] = BACKSLASH;
        bytes[at++] = code;
      } else {
        at = writeEscape(bytes, at, code, isDoubled);
      }
    } else if (code < 0x800) {
      if (code < 0xa0 || code === 0x61c) {
        at = writeEscape(bytes, at, code, isDoubled);
      } else {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
      }
    } else if (isUnsafeMark(code)) {
      at = writeEscape(bytes, at, code, isDoubled);
    } else if ((code & 0xf800) !== 0xd800) {
      at = write3(bytes, at, code);
    } else {
      const low = (code & 0xfc00) === 0xd800 && i + 1 < length ? text.charCodeAt(i + 1) : 0;
      if ((low & 0xfc00) === 0xdc00) {
        at = write4(bytes, at, 0x10000 + ((code & 0x3ff) << 10) + (low & 0x3ff));
        i++;
      } else {
        at = write3(bytes, at, 0xfffd);
      }
    }
  }
  if (i === length) return at;
  // The last few bytes are written one character at a time, through a buffer.
  return writeEnd(bytes, at, limit, text, i, { needs, isDoubled });
}

/** Number of characters that a character takes in a JSON string. */
export function unitsInJson(code: number): number {
  if (code < 128) {
    const need = IN_JSON.needs[code];
    if (need === UNCHANGED) return 1;
    return need === AFTER_BACKSLASH || SHORT_ESCAPES.has(code) ? 2 : 6;
  }
  return code < 0xa0 || code === 0x61c || isUnsafeMark(code) ? 6 : 1;
}

/** Number of bytes that the whole text takes. */
export function escapedLength(text: string, { needs, isDoubled }: Escaping): number {
  const long = isDoubled ? 7 : 6;
  const { length } = text;
  let bytes = length;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code < 128) {
      const need = needs[code] as number;
      if (need === AFTER_BACKSLASH) bytes++;
      else if (need !== UNCHANGED) bytes += (SHORT_ESCAPES.has(code) ? long - 4 : long) - 1;
    } else if (code < 0x800) {
      bytes += code < 0xa0 || code === 0x61c ? long - 1 : 1;
    } else if (isUnsafeMark(code)) {
      bytes += long - 1;
    } else if ((code & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      bytes += 2;
      i++;
    } else {
      bytes += 2;
    }
  }
  return bytes;
}

function writeEnd(
  bytes: Uint8Array,
  start: number,
  limit: number,
  text: string,
  from: number,
  escaping: Escaping,
): number {
  if (text.length - from > limit - start) return -1;
  const end = new Uint8Array((text.length - from) * 7 + 7);
  const length = writeEscaped(end, 0, end.length + 7, text.slice(from), escaping);
  if (start + length > limit) return -1;
  bytes.set(end.subarray(0, length), start);
  return start + length;
}

/** Whether the code is a line or paragraph separator or a bidirectional control. */
function isUnsafeMark(code: number): boolean {
  if (code < 0x200e || code > 0x2069) return false;
  return code <= 0x200f || (code >= 0x2028 && code <= 0x202e) || code >= 0x2066;
}

function writeEscape(bytes: Uint8Array, start: number, code: number, isDoubled: boolean): number {
  let at = start;
  bytes[at++] = BACKSLASH;
  if (isDoubled) bytes[at++] = BACKSLASH;
  const short = code < 32 ? SHORT_ESCAPES.get(code) : undefined;
  if (short !== undefined) {
    bytes[at++] = short;
    return at;
  }
  bytes[at++] = 117;
  for (let shift = 12; shift >= 0; shift -= 4) {
    const digit = (code >> shift) & 15;
    bytes[at++] = digit < 10 ? 48 + digit : 87 + digit;
  }
  return at;
}

function write3(bytes: Uint8Array, at: number, code: number): number {
  bytes[at] = 0xe0 | (code >> 12);
  bytes[at + 1] = 0x80 | ((code >> 6) & 0x3f);
  bytes[at + 2] = 0x80 | (code & 0x3f);
  return at + 3;
}

function write4(bytes: Uint8Array, at: number, code: number): number {
  bytes[at] = 0xf0 | (code >> 18);
  bytes[at + 1] = 0x80 | ((code >> 12) & 0x3f);
  bytes[at + 2] = 0x80 | ((code >> 6) & 0x3f);
  bytes[at + 3] = 0x80 | (code & 0x3f);
  return at + 4;
}
