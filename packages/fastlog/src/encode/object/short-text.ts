import { cutMark } from "./markers.ts";

/** A text, and how many characters of it are missing. */
export interface Shortened {
  readonly text: string;
  readonly missing: number;
}

/** In characters: a text is not cut for less, because the mark would be as long. */
const LEAST_CUT = 32;
/** Of what is left of a text, three quarters are its head and a quarter its tail. */
const TAIL_SHIFT = 2;

/** How much of a text that is cut to so many characters is its tail. */
export function tailOf(most: number): number {
  return most >> TAIL_SHIFT;
}

/** Whether a text is cut that may have so many characters. */
export function isTooLong(length: number, most: number): boolean {
  return length > most + LEAST_CUT;
}

/**
 * A text with so many of its characters at most, its head and its tail, and between them how many are missing. A
 * character is a UTF-16 code unit, as JavaScript counts them; those of one code point stay together.
 */
export function shortText(text: string, most: number): Shortened {
  if (!isTooLong(text.length, most)) return { text, missing: 0 };
  const tail = tailOf(most);
  let head = most - tail;
  let end = text.length - tail;
  if (isSplit(text, head)) head--;
  if (isSplit(text, end)) end++;
  const missing = end - head;
  return { text: text.slice(0, head) + cutMark(missing) + text.slice(end), missing };
}

/** The same of several texts that stand one behind the other, of which none is joined that is left out. */
export function shortTexts(texts: readonly string[], most: number): Shortened {
  const [only = ""] = texts;
  if (texts.length <= 1) return shortText(only, most);
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (!isTooLong(length, most)) return { text: texts.join(""), missing: 0 };
  const tailLength = tailOf(most);
  // One more, to see whether it belongs to the one before or behind it.
  const start = firstOf(texts, most - tailLength + 1);
  const end = lastOf(texts, tailLength + 1);
  const head = start.slice(0, isSplit(start, start.length - 1) ? -2 : -1);
  const tail = end.slice(isSplit(end, 1) ? 2 : 1);
  const missing = length - head.length - tail.length;
  return { text: head + cutMark(missing) + tail, missing };
}

function firstOf(texts: readonly string[], most: number): string {
  let first = "";
  for (let i = 0; i < texts.length && first.length < most; i++) {
    first += (texts[i] as string).slice(0, most - first.length);
  }
  return first;
}

function lastOf(texts: readonly string[], most: number): string {
  let last = "";
  for (let i = texts.length - 1; i >= 0 && last.length < most; i--) {
    const text = texts[i] as string;
    last = text.slice(Math.max(text.length - most + last.length, 0)) + last;
  }
  return last;
}

/** Whether the two halves of one character stand before and behind a place. */
export function isSplit(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
