import { cutMark } from "./markers.ts";

/** A text, and the number of characters cut from it. */
export interface Shortened {
  readonly text: string;
  readonly missing: number;
}

/** In characters. A text is not cut by less, because the mark would be as long. */
const LEAST_CUT = 32;
/** A cut text keeps three quarters of its room for the head and a quarter for the tail. */
const TAIL_SHIFT = 2;

/** Length of the tail of a text that is cut to `most` characters. */
export function tailOf(most: number): number {
  return most >> TAIL_SHIFT;
}

/** Whether a text of this length is cut at a limit of `most` characters. */
export function isTooLong(length: number, most: number): boolean {
  return length > most + LEAST_CUT;
}

/**
 * Cuts a text to at most `most` characters: its head and tail, and between them a mark with the number of missing
 * ones. Characters are UTF-16 code units, as JavaScript counts them. Surrogate pairs stay together.
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

/** Cuts the concatenation of several texts, without joining the parts that are left out. */
export function shortTexts(texts: readonly string[], most: number): Shortened {
  const [only = ""] = texts;
  if (texts.length <= 1) return shortText(only, most);
  const length = texts.reduce((sum, text) => sum + text.length, 0);
  if (!isTooLong(length, most)) return { text: texts.join(""), missing: 0 };
  const tailLength = tailOf(most);
  // One more character, to see whether it begins a surrogate pair.
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

/** Whether an index lies between the halves of a surrogate pair. */
export function isSplit(text: string, at: number): boolean {
  return (text.charCodeAt(at - 1) & 0xfc00) === 0xd800 && (text.charCodeAt(at) & 0xfc00) === 0xdc00;
}
