import { Buffer } from "node:buffer";
import { type Escaping, IN_JSON, IN_LINE, unitsInJson, writeEscaped } from "./escape-bytes.ts";
import { StringCache } from "./string-cache.ts";
import {
  EVERY_UNSAFE,
  EVERY_UNSAFE_IN_JSON,
  escapeOne,
  UNSAFE,
  UNSAFE_BESIDE_NEWLINE,
  UNSAFE_IN_JSON,
} from "./unsafe.ts";

/** Whether a text has a character that must be escaped in a line. */
export function isUnsafe(text: string): boolean {
  return UNSAFE.test(text);
}

/** Whether a text has a character that must be escaped in a JSON string. */
export function isUnsafeInJson(text: string): boolean {
  return UNSAFE_IN_JSON.test(text);
}

/** Replaces each unsafe character by a visible escape: `\n`, `\u001b`, `\u202e`. */
export function escapeUnsafe(text: string): string {
  if (!UNSAFE.test(text)) return text;
  return text.length > LONG_TEXT
    ? escapeLong(text, IN_LINE)
    : text.replace(EVERY_UNSAFE, escapeOne);
}

/** Values that need no quotes: printable characters other than space, `"`, `=` and `\\`. */
const BARE = /^[!#-<>-[\]-~]+$/;

/** Whether a parser of `key=value` pairs reads the text as one word. */
export function isBare(text: string): boolean {
  return BARE.test(text);
}

/** The text as one word for a parser of `key=value` pairs, quoted if necessary. */
export function quoteWhereNeeded(text: string): string {
  if (BARE.test(text)) return text;
  // Quotes and backslashes are escaped first, so that the backslashes of escapes stay single.
  return `"${escapeUnsafe(text.replace(/["\\]/g, "\\$&"))}"`;
}

/** Separates the message from the frames in an error's stack. */
export const FRAMES = "\n    at ";
/** Longest frames that are cached, in characters. */
export const MAX_FRAMES = 4096;

/** Cache of escaped frames, made at first use. */
let frames: StringCache<string> | undefined;

/**
 * Escapes a text for a JSON string, without the quotes. The UTF-8 encoder handles lone surrogates.
 *
 * Errors are thrown in the same places again and again with new messages, so the frames of a stack are escaped once
 * and cached: that is half of the time that an error takes (benchmarks/loop, "error").
 */
export function escapeJson(text: string): string {
  const at = text.length < FRAMES.length ? -1 : text.indexOf(FRAMES);
  if (at < 0) return escapeAllJson(text);
  const below = text.slice(at);
  frames ??= new StringCache(escapeAllJson, MAX_FRAMES);
  return escapeAllJson(text.slice(0, at)) + (frames.get(below) ?? escapeAllJson(below));
}

/**
 * In characters. A longer text is escaped as bytes, which takes a tenth of the time if many characters are escaped.
 */
const LONG_TEXT = 512;

/**
 * In characters. `replaceAll` takes ten times as long for a longer text of newlines, mostly for garbage collection.
 */
const LONG_STACK = 16_384;

function escapeLong(text: string, escaping: Escaping): string {
  const bytes = Buffer.allocUnsafe(text.length * MOST_ESCAPED + MOST_ESCAPED + 1);
  const end = writeEscaped(bytes, 0, bytes.length, text, escaping);
  return bytes.toString("utf8", 0, end);
}

/** Longest escape of a character, in bytes: `\u001b`. */
const MOST_ESCAPED = 6;

/** Escapes a whole text for a JSON string, without the cache of frames. */
export function escapeAllJson(text: string): string {
  if (text.length <= LONG_STACK && !UNSAFE_BESIDE_NEWLINE.test(text)) {
    // An error's stack takes 0.5 µs this way, 0.7 by the loop below, and 0.9 by `replace` with a function.
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

/** A text as a JSON string, with quotes. */
export function quoteJson(text: string): string {
  return `"${escapeJson(text)}"`;
}

/** Number of characters of a text that fit into `room` characters of a JSON string. */
export function fittingJson(text: string, room: number): number {
  let left = room;
  let end = 0;
  for (; end < text.length; end++) {
    left -= unitsInJson(text.charCodeAt(end));
    if (left < 0) break;
  }
  return wholeUpTo(text, end);
}

/** Start of the longest end of a text that fits into `room` characters of a JSON string. */
export function tailOfJson(text: string, room: number): number {
  let left = room;
  let at = text.length;
  for (; at > 0; at--) {
    left -= unitsInJson(text.charCodeAt(at - 1));
    if (left < 0) break;
  }
  return isLow(text.charCodeAt(at)) && wholeUpTo(text, at) < at ? at + 1 : at;
}

/** The largest index up to `end` at which a cut does not split a surrogate pair. */
export function wholeUpTo(text: string, end: number): number {
  // Not codePointAt: in V8 14 it reads past the end of a slice of another text.
  const isPair = (text.charCodeAt(end - 1) & 0xfc00) === 0xd800 && isLow(text.charCodeAt(end));
  return isPair ? end - 1 : end;
}

/** Whether the code is a low surrogate. */
function isLow(code: number): boolean {
  return (code & 0xfc00) === 0xdc00;
}
