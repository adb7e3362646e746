/** Sets of ASCII characters, as bits of {@link CLASSES}. */
export const DIGIT = 1;
export const LETTER = 2;
export const UPPER = 4;
/** `A-Z a-z 0-9 _ -`, of base64url. */
export const URL_SAFE = 8;
/** `A-Z a-z 0-9 + / =`, of base64. */
export const BASE64 = 16;
/** `A-Z a-z 0-9 - . _ ~ + / =`, of the tokens in a header Authorization. */
export const TOKEN = 32;
/** Characters of base64 that are escaped for a URL, and those of base64 itself. */
export const ESCAPED = 64;
/** Characters of a mail address before the `@`. */
export const LOCAL = 128;
/** Characters of a host name. */
export const HOST = 256;

/** The sets of each ASCII character. */
const CLASSES = new Uint16Array(128);

function add(set: number, characters: string): void {
  for (const character of characters) {
    const code = character.charCodeAt(0);
    CLASSES[code] = (CLASSES[code] as number) | set;
  }
}

const DIGITS = "0123456789";
const CAPITALS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const SMALL = CAPITALS.toLowerCase();

add(DIGIT, DIGITS);
add(LETTER, CAPITALS + SMALL);
add(UPPER, CAPITALS);
for (const set of [URL_SAFE, BASE64, TOKEN, ESCAPED, LOCAL, HOST]) {
  add(set, DIGITS + CAPITALS + SMALL);
}
add(URL_SAFE, "_-");
add(BASE64, "+/=");
add(TOKEN, "-._~+/=");
add(ESCAPED, "+/=%_-");
add(LOCAL, "._%+-'");
add(HOST, ".-");

/** Whether the character at an index is in one of the sets. */
export function isIn(set: number, text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && ((CLASSES[code] as number) & set) !== 0;
}

/** End of the run of characters of a set that begins at an index. */
export function runOf(
  set: number,
  text: string,
  from: number,
  most: number = Number.POSITIVE_INFINITY,
): number {
  let at = from;
  // Behind the end of the text there is no character of any set.
  while (at < most && isIn(set, text, at)) at++;
  return at;
}

/** Whether a letter or digit is at an index. */
export function isAlphanumeric(text: string, at: number): boolean {
  return isIn(DIGIT | LETTER, text, at);
}
