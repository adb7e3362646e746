import { Buffer } from "node:buffer";
import { BASE64, DIGIT, isAlphanumeric, isIn, runOf, TOKEN, UPPER } from "./chars.ts";
import { compiled } from "./expression.ts";
import type { Span } from "./span.ts";

/** In characters. */
const MOST_BLANKS = 8;
const MOST_AROUND = 32;
const LONG_TOKEN = 20;
/** In characters: as much of a token as is needed to tell it from a word. */
const MOST_LOOKED_AT = 256;

/** Several words, joined. */
const WORDS = compiled(/^[a-z]+(?:[-_./][a-z]+)+[-_./]?$/i);
const A_DIGIT = compiled(/\d/);
const A_LETTER = compiled(/[a-z]/i);
/** Such as in `camelCase`. */
const INNER_CAPITAL = compiled(/[a-z][A-Z]/);
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters show that it is no text.
const NO_TEXT = compiled(/[\u0000-\u001f\u007f\ufffd]/);

/** Text that ends before the scheme in a header, also as JSON or as an object shows it. */
const IN_HEADER = compiled(/authorization\\?["']?\]?\s{0,4}[:=,]?\s{0,4}(?:\[\s?)?\\?["']?$/);

/** The token behind the word `Bearer`. */
export function bearerBehind(text: string, start: number, behind: number): Span | undefined {
  const token = tokenStart(text, start, behind);
  if (token < 0 || (!isInHeader(text, start) && !isNoWord(text, token))) return undefined;
  return tokenFrom(text, token);
}

/** User and password behind the word `Basic`: base64 of a text with a colon. */
export function basicBehind(text: string, start: number, behind: number): Span | undefined {
  const token = tokenStart(text, start, behind);
  if (token < 0 || (!isInHeader(text, start) && !isUser(text, token))) return undefined;
  return tokenFrom(text, token);
}

/** Start of the token behind the scheme's name; -1 if there is none. */
function tokenStart(text: string, start: number, behind: number): number {
  if (start > 0 && isAlphanumeric(text, start - 1)) return -1;
  let at = behind;
  const most = behind + MOST_BLANKS;
  while (at < most && (text[at] === " " || text[at] === "\t" || text[at] === "+")) at++;
  if (at === behind && text.startsWith("%20", at)) at += 3;
  return at > behind && isIn(TOKEN, text, at) ? at : -1;
}

/** A full stop at the end belongs to the sentence. */
function tokenFrom(text: string, start: number): Span {
  const end = runOf(TOKEN, text, start);
  return { start, end: end - 1 > start && text[end - 1] === "." ? end - 1 : end };
}

/** Whether a token looks unlike the words of a sentence, such as `Bearer authentication failed`. */
function isNoWord(text: string, start: number): boolean {
  const token = text.slice(start, runOf(TOKEN, text, start, start + MOST_LOOKED_AT));
  const hasDigit = A_DIGIT.test(token);
  if (token.length >= LONG_TOKEN) return hasDigit || !WORDS.test(token);
  if (token.length < 4) return false;
  if (hasDigit) return token.length >= 12 || A_LETTER.test(token);
  return token.length >= 8 && INNER_CAPITAL.test(token);
}

function isUser(text: string, start: number): boolean {
  const end = runOf(BASE64, text, start, start + MOST_LOOKED_AT);
  if (end - start < 4) return false;
  const decoded = Buffer.from(text.slice(start, end), "base64").toString("utf8");
  return decoded.includes(":") && !NO_TEXT.test(decoded.slice(0, -1));
}

function isInHeader(text: string, start: number): boolean {
  return IN_HEADER.test(text.slice(Math.max(0, start - MOST_AROUND), start).toLowerCase());
}

/** The password in the authority of a URL, between `://` and the next slash. */
export function passwordBehind(text: string, _start: number, behind: number): Span | undefined {
  let colon = -1;
  let at = -1;
  let end = behind;
  for (; end < text.length && !isEnd(text, end); end++) {
    const character = text[end];
    if (character === "[" && at < 0 && end === behind) return undefined;
    if (character === ":" && colon < 0) colon = end;
    else if (character === "@") at = end;
  }
  if (colon < 0) return undefined;
  if (at < 0) at = lateAt(text, colon, end);
  return at > colon + 1 ? { start: colon + 1, end: at } : undefined;
}

/**
 * The `@` behind a password with a slash, `?` or `#`, which should have been escaped; -1 if there is none. A port is no
 * such password.
 */
function lateAt(text: string, colon: number, end: number): number {
  if (runOf(DIGIT, text, colon + 1) === end) return -1;
  const most = Math.min(text.length, end + MOST_LATE);
  for (let at = end; at < most; at++) {
    if (text[at] === "@") return at;
    if (isBlankOrQuote(text, at) || text.startsWith("://", at)) return -1;
  }
  return -1;
}

/** In characters: most of a password that follows its first slash. */
const MOST_LATE = 128;

function isEnd(text: string, at: number): boolean {
  const character = text[at];
  return character === "/" || character === "?" || character === "#" || isBlankOrQuote(text, at);
}

function isBlankOrQuote(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code <= 32 || code === 34 || code === 39 || code === 60 || code === 62 || code === 96;
}

/** The key of an AWS account: the prefix and sixteen capitals or digits. */
export function awsKeyBehind(text: string, start: number, behind: number): Span | undefined {
  if (start > 0 && isAlphanumeric(text, start - 1)) return undefined;
  const end = behind + 16;
  for (let at = behind; at < end; at++) if (!isIn(UPPER | DIGIT, text, at)) return undefined;
  return isAlphanumeric(text, end) ? undefined : { start, end };
}
