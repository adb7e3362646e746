import { cutMark, MORE, moreElements, moreMembers } from "./mark.ts";
import { FreeNames } from "./part.ts";
import { isSplit, isTooLong, type Shortened, tailOf } from "./short-text.ts";
import type { Json } from "./value.ts";

const QUOTE = 34;
const COMMA = 44;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** In characters: `\n`, and `\u001b`. */
const SHORT_ESCAPE = 2;
const LONG_ESCAPE = 6;
const LETTER_U = 117;

const MORE_MEMBERS = /^"\+(\d+) more"$/;
const MORE_ELEMENTS = /^"… (\d+) more items"$/;

/**
 * JSON text, as {@link JsonText} writes it, with at most so many characters of each text in it, head and tail, and at
 * most so many members of each object and array; the longest texts are shortened first. It works on the text, because
 * to ask the value again would be to run the program's own code again.
 */
export function shortJson(json: Json, mostText: number, mostMembers: number): Shortened {
  const walk = new ShortJson(json, mostText, mostMembers);
  walk.value();
  return { text: walk.pieces.join(""), missing: walk.missing };
}

class ShortJson {
  readonly pieces: string[] = [];
  missing = 0;

  private readonly text: string;
  private readonly cuts: readonly number[];
  private readonly mostText: number;
  private readonly mostMembers: number;
  private at = 0;
  /** The next one of {@link cuts}. */
  private cut = 0;

  constructor({ text, cuts }: Json, mostText: number, mostMembers: number) {
    this.text = text;
    this.cuts = cuts;
    this.mostText = mostText;
    this.mostMembers = mostMembers;
  }

  value(): void {
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) this.string();
    else if (code === OPENING_BRACE) this.object();
    else if (code === OPENING_BRACKET) this.list();
    else this.pieces.push(this.scalar());
  }

  private object(): void {
    const { text, pieces } = this;
    const names: string[] = [];
    let left = 0;
    this.at++;
    pieces.push("{");
    for (let i = 0; text.charCodeAt(this.at) !== CLOSING_BRACE; i++) {
      if (text.charCodeAt(this.at) === COMMA) this.at++;
      const start = this.at;
      this.skipString();
      const name = text.slice(start, this.at++);
      if (i < this.mostMembers) {
        names.push(name);
        pieces.push(i === 0 ? name : `,${name}`, ":");
        this.value();
      } else {
        left += this.skipped(name === `"${MORE}"` ? MORE_MEMBERS : undefined);
      }
    }
    this.at++;
    if (left > 0) {
      const name = new FreeNames(names).take(`"${MORE}"`).replace(/^"…"(.*)$/, '"…$1"');
      pieces.push(`${names.length > 0 ? "," : ""}${name}:"${moreMembers(left)}"`);
    }
    pieces.push("}");
  }

  private list(): void {
    const { text, pieces } = this;
    let left = 0;
    this.at++;
    pieces.push("[");
    for (let i = 0; text.charCodeAt(this.at) !== CLOSING_BRACKET; i++) {
      const isFirst = text.charCodeAt(this.at) !== COMMA;
      if (!isFirst) this.at++;
      if (i < this.mostMembers) {
        if (!isFirst) pieces.push(",");
        this.value();
      } else {
        left += this.skipped(MORE_ELEMENTS);
      }
    }
    this.at++;
    if (left > 0) pieces.push(`${this.mostMembers > 0 ? "," : ""}"${moreElements(left)}"`);
    pieces.push("]");
  }

  /** Leaves a value out. It may say itself how many were left out. */
  private skipped(more: RegExp | undefined): number {
    const start = this.at;
    this.skip();
    while ((this.cuts[this.cut] ?? Number.POSITIVE_INFINITY) < this.at) this.cut += 2;
    if (more === undefined || this.at - start > 40) return 1;
    const count = more.exec(this.text.slice(start, this.at))?.[1];
    return count === undefined ? 1 : Number(count);
  }

  private skip(): void {
    const { text } = this;
    let depth = 0;
    do {
      const code = text.charCodeAt(this.at);
      if (code === QUOTE) {
        this.skipString();
      } else if (code === OPENING_BRACE || code === OPENING_BRACKET) {
        depth++;
        this.at++;
      } else if (code === CLOSING_BRACE || code === CLOSING_BRACKET) {
        depth--;
        this.at++;
      } else if (depth > 0) {
        this.at++;
      } else {
        this.scalar();
      }
    } while (depth > 0);
  }

  private scalar(): string {
    const start = this.at;
    const { text } = this;
    for (; this.at < text.length; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === COMMA || code === CLOSING_BRACE || code === CLOSING_BRACKET) break;
    }
    return text.slice(start, this.at);
  }

  private skipString(): void {
    const { text } = this;
    let quote = text.indexOf('"', this.at + 1);
    while (isEscaped(text, quote)) quote = text.indexOf('"', quote + 1);
    this.at = quote + 1;
  }

  private string(): void {
    const start = this.at + 1;
    this.skipString();
    const end = this.at - 1;
    const { text, pieces } = this;
    if (isTooLong(end - start, this.mostText)) {
      this.cutString(start, end);
    } else {
      pieces.push(text.slice(start - 1, end + 1));
      this.missing += this.cutsUpTo(end);
    }
  }

  private cutString(start: number, end: number): void {
    const { text, pieces } = this;
    const tail = tailOf(this.mostText);
    let from = wholeAt(text, start, start + this.mostText - tail);
    let to = wholeAt(text, start, end - tail);
    // A mark of an earlier cut stays whole, or goes as a whole.
    const before = this.markAround(start, end, from);
    if (before !== undefined) from = before.start;
    const behind = this.markAround(start, end, to);
    if (behind !== undefined) to = Math.max(to, behind.end);
    if (isSplit(text, to)) to++;
    if (isSplit(text, from)) from--;
    this.missing += this.cutsUpTo(from);
    const missing = this.sourceLength(from, to);
    this.missing += missing;
    pieces.push(text.slice(start - 1, from), cutMark(missing), text.slice(to, end + 1));
    this.missing += this.cutsUpTo(end);
  }

  /** The mark of an earlier cut that begins before a place and ends behind it. */
  private markAround(
    start: number,
    end: number,
    at: number,
  ): { readonly start: number; readonly end: number } | undefined {
    for (let i = this.cut; (this.cuts[i] ?? end) < end; i += 2) {
      const mark = this.cuts[i] as number;
      const markEnd = mark + cutMark(this.cuts[i + 1] as number).length;
      if (mark >= start && mark < at && markEnd > at) return { start: mark, end: markEnd };
    }
    return undefined;
  }

  /** How many characters are missing by the cuts before a place, which stay. */
  private cutsUpTo(end: number): number {
    let missing = 0;
    for (; (this.cuts[this.cut] ?? end) < end; this.cut += 2) {
      missing += this.cuts[this.cut + 1] as number;
    }
    return missing;
  }

  /** How many characters of the source a stretch of an escaped text stands for. */
  private sourceLength(from: number, to: number): number {
    const { text } = this;
    let length = to - from;
    for (; (this.cuts[this.cut] ?? to) < to; this.cut += 2) {
      const missing = this.cuts[this.cut + 1] as number;
      length += missing - cutMark(missing).length;
    }
    const part = text.slice(from, to);
    let at = part.indexOf("\\");
    while (at >= 0) {
      const escaped = lengthOfEscape(part, at);
      length -= escaped - 1;
      at = part.indexOf("\\", at + escaped);
    }
    return length;
  }
}

function isEscaped(text: string, quote: number): boolean {
  let first = quote;
  while (text.charCodeAt(first - 1) === 92) first--;
  return (quote - first) % 2 === 1;
}

function lengthOfEscape(text: string, at: number): number {
  return text.charCodeAt(at + 1) === LETTER_U ? LONG_ESCAPE : SHORT_ESCAPE;
}

/** The place, or the beginning of the escape that it is inside of. */
function wholeAt(text: string, start: number, place: number): number {
  // An escape begins with the last backslash at most five characters before; of several in a row, every other one.
  for (let at = place - 1; at > place - LONG_ESCAPE && at >= start; at--) {
    if (text.charCodeAt(at) !== 92) continue;
    let first = at;
    while (first > start && text.charCodeAt(first - 1) === 92) first--;
    const begins = (at - first) % 2 === 0 ? at : at - 1;
    return begins + lengthOfEscape(text, begins) > place ? begins : place;
  }
  return place;
}
