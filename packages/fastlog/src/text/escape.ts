import { Buffer } from "node:buffer";
import { type Escaping, IN_JSON, IN_LINE, unitsInJson, writeEscaped } from "./escape-bytes.ts";
import { Kept } from "./string-cache.ts";

/**
 * What must never reach a line as it is, because it breaks the line or changes how it is read: C0,
 * DEL and C1 controls, the line and paragraph separators, and the bidirectional controls of
 * Unicode's UAX #9 (ALM, LRM, RLM, the embeddings, overrides and isolates).
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what they are looked for with
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EVERY_UNSAFE = new RegExp(UNSAFE, "g");

/** What must not stand in a JSON string as it is: those, and what JSON needs itself. */
const UNSAFE_IN_JSON = new RegExp(`["\\\\${UNSAFE.source.slice(1)}`);
const EVERY_UNSAFE_IN_JSON = new RegExp(UNSAFE_IN_JSON, "g");
/** The newline is what a stack has, and nearly always all that it has of these. */
const UNSAFE_BESIDE_NEWLINE = new RegExp(
  UNSAFE_IN_JSON.source.replace("\\u0000-\\u001f", "\\u0000-\\u0009\\u000b-\\u001f"),
);

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

function escapeOne(unsafe: string): string {
  return SHORT_ESCAPES[unsafe] ?? `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Whether a text has a character that must not be in a line as it is. */
export function isUnsafe(text: string): boolean {
  return UNSAFE.test(text);
}

/** The same in a JSON string. */
export function isUnsafeInJson(text: string): boolean {
  return UNSAFE_IN_JSON.test(text);
}

/** The string with every unsafe character as a visible escape: `\n`, `\u001b`, `\u202e`. */
export function escapeUnsafe(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.length > LONG_TEXT
    ? escapeLong(text, IN_LINE)
    : text.replace(EVERY_UNSAFE, escapeOne);
}

/** What may stand in a value without quotes: printable, and neither a space nor `"`, `=` or `\\`. */
const BARE = /^[!#-<>-[\]-~]+$/;

/** Whether a text is one word to whoever splits `key=value` pairs. */
export function isBare(text: string): boolean {
  return BARE.test(text);
}

/** A text that is one word to whoever splits `key=value` pairs: quoted where it has to be. */
export function quoteWhereNeeded(text: string): string {
  if (BARE.test(text)) return text;
  // Quotes and backslashes first: the escapes' own backslashes stay single.
  return `"${escapeUnsafe(text.replace(/["\\]/g, "\\$&"))}"`;
}

/** What an error's stack has behind its message. */
export const FRAMES = "\n    at ";
/** In characters: how long frames are at most that are kept. */
export const MAX_FRAMES = 4096;

/** Made when first needed. */
let frames: Kept<string> | undefined;

/**
 * What stands in a JSON string for the text; lone surrogates are left to the UTF-8 encoder.
 *
 * Errors are thrown again and again in the same places, with ever new messages: the frames of their
 * stacks are escaped once, which is half of what an error takes (benchmarks/loop, "error").
 */
export function escapeJson(text: string): string {
  const at = text.length < FRAMES.length ? -1 : text.indexOf(FRAMES);
  if (at < 0) return escapeAllJson(text);
  const below = text.slice(at);
  frames ??= new Kept(escapeAllJson, MAX_FRAMES);
  return escapeAllJson(text.slice(0, at)) + (frames.get(below) ?? escapeAllJson(below));
}

/** In characters: longer texts are escaped as bytes, which takes a tenth for what has to be escaped all over. */
const LONG_TEXT = 512;

/** In characters: a text of newlines that is longer takes ten times as long by `replaceAll`, most of it garbage collection. */
const LONG_STACK = 16_384;

function escapeLong(text: string, escaping: Escaping): string {
  const bytes = Buffer.allocUnsafe(text.length * MOST_ESCAPED + MOST_ESCAPED + 1);
  const end = writeEscaped(bytes, 0, bytes.length, text, escaping);
  return bytes.toString("utf8", 0, end);
}

/** In bytes, of one character: `\u001b`. */
const MOST_ESCAPED = 6;

/** The same, for a text that is kept as a whole. */
export function escapeAllJson(text: string): string {
  if (text.length <= LONG_STACK && !UNSAFE_BESIDE_NEWLINE.test(text)) {
    // An error's stack takes 0.5 µs this way, 0.7 by the one below, and 0.9 by `replace` with a function.
    return text.includes("\n") ? text.replaceAll("\n", "\\n") : text;
  }
  if (text.length > LONG_TEXT) {
    return UNSAFE_IN_JSON.test(text) ? escapeLong(text, IN_JSON) : text;
  }
  let escaped = "";
  let done = 0;
  EVERY_UNSAFE_IN_JSON.lastIndex = 0;
  while (EVERY_UNSAFE_IN_JSON.test(text)) {
    const behind = EVERY_UNSAFE_IN_JSON.lastIndex;
    escaped += text.slice(done, behind - 1) + escapeOne(text.charAt(behind - 1));
    done = behind;
  }
  return escaped + text.slice(done);
}

/** The text as a JSON string. */
export function quoteJson(text: string): string {
  return `"${escapeJson(text)}"`;
}

/** How much of a text takes up no more than `room` characters once it is escaped for JSON. */
export function fittingJson(text: string, room: number): number {
  let left = room;
  let end = 0;
  for (; end < text.length; end++) {
    left -= unitsInJson(text.charCodeAt(end));
    if (left < 0) break;
  }
  return wholeUpTo(text, end);
}

/** Where the end of a text begins that takes up no more than `room` characters once it is escaped for JSON. */
export function tailOfJson(text: string, room: number): number {
  let left = room;
  let at = text.length;
  for (; at > 0; at--) {
    left -= unitsInJson(text.charCodeAt(at - 1));
    if (left < 0) break;
  }
  return isLow(text.charCodeAt(at)) && wholeUpTo(text, at) < at ? at + 1 : at;
}

/** Where to cut a text that is to end at `end` at most, and not between the halves of a character. */
export function wholeUpTo(text: string, end: number): number {
  // Not by codePointAt, which in V8 14 reads on behind the end of a slice of another text.
  const isPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && isLow(text.charCodeAt(end));
  return isPair ? end - 1 : end;
}

/** Whether that is the second half of a character above U+FFFF. */
function isLow(code: number): boolean {
  return (code & 0xfc00) === 0xdc00;
}
