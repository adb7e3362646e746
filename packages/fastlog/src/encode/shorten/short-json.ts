import { cutMark, MORE, moreElements, moreMembers } from "../object/markers.ts";
import { FreeNames } from "../object/members.ts";
import { isSplit, isTooLong, type Shortened, tailOf } from "../object/short-text.ts";
import type { Json } from "../value/plain.ts";
import { END, LIST, NAME, NEXT, OBJECT, outlineOf, START, STRIDE, STRING } from "./json-outline.ts";

/** Lengths of the escapes `\n` and `\u001b`, in characters. */
const SHORT_ESCAPE = 2;
const LONG_ESCAPE = 6;
const LETTER_U = 117;

const MORE_MEMBERS = /^"\+(\d+) more"$/;
const MORE_ELEMENTS = /^"… (\d+) more items"$/;
/** In characters: the mark of omitted members. */
const LENGTH_OF_MORE = 24;
const LONGEST_MORE = 40;

/** JSON text with the positions of its values, which can be shortened repeatedly. */
export class OutlinedJson {
  readonly json: Json;
  readonly nodes: Int32Array;

  constructor(json: Json) {
    this.json = json;
    this.nodes = outlineOf(json.text);
  }

  /**
   * Shortens each text in it to `mostText` characters, head and tail, and each object and array to `mostMembers`
   * members. Works on the text, because converting the value again would run the program's own code again.
   */
  short(mostText: number, mostMembers: number): Shortened {
    const walk = new ShortJson(this, mostText, mostMembers);
    walk.value(0);
    return { text: walk.end(), missing: walk.missing };
  }

  /**
   * Appends the lengths of the texts that are left with `mostMembers` members of each object and array. Returns the
   * number of all other characters.
   */
  measure(mostMembers: number, texts: number[]): number {
    return this.measured(0, mostMembers, texts);
  }

  private measured(node: number, most: number, texts: number[]): number {
    const { nodes } = this;
    const kind = nodes[node] as number;
    const length = (nodes[node + END] as number) - (nodes[node + START] as number);
    if (kind === STRING) {
      texts.push(length - 2);
      return 2;
    }
    if (kind !== LIST && kind !== OBJECT) return length;
    const end = nodes[node + NEXT] as number;
    let sum = 2;
    let child = node + STRIDE;
    for (let i = 0; child < end; i++) {
      if (i >= most) return sum + LENGTH_OF_MORE;
      if (kind === OBJECT) {
        sum += (nodes[child + END] as number) - (nodes[child + START] as number) + 1;
        child += STRIDE;
      }
      sum += this.measured(child, most, texts) + 1;
      child = nodes[child + NEXT] as number;
    }
    return sum;
  }
}

/** Shortens JSON text a single time. */
export function shortJson(json: Json, mostText: number, mostMembers: number): Shortened {
  return new OutlinedJson(json).short(mostText, mostMembers);
}

class ShortJson {
  missing = 0;

  private readonly pieces: string[] = [];
  /** Start of the text that is not in the pieces yet. */
  private done = 0;
  private readonly text: string;
  private readonly cuts: readonly number[];
  private readonly nodes: Int32Array;
  private readonly mostText: number;
  private readonly mostMembers: number;
  /** Index of the next entry of {@link cuts}. */
  private cut = 0;

  constructor({ json, nodes }: OutlinedJson, mostText: number, mostMembers: number) {
    this.text = json.text;
    this.cuts = json.cuts;
    this.nodes = nodes;
    this.mostText = mostText;
    this.mostMembers = mostMembers;
  }

  value(node: number): void {
    const { nodes } = this;
    const kind = nodes[node];
    if (kind === STRING) this.string(nodes[node + START] as number, nodes[node + END] as number);
    else if (kind === LIST || kind === OBJECT) this.container(node);
  }

  end(): string {
    this.pieces.push(this.text.slice(this.done));
    return this.pieces.join("");
  }

  private container(node: number): void {
    const { nodes } = this;
    const end = nodes[node + NEXT] as number;
    let child = node + STRIDE;
    for (let i = 0; child < end; i++) {
      if (i >= this.mostMembers) {
        this.leaveOut(node, child);
        return;
      }
      if (nodes[child] === NAME) child += STRIDE;
      this.value(child);
      child = nodes[child + NEXT] as number;
    }
  }

  /** Leaves out all members of an object or array from the one at `first` on. */
  private leaveOut(node: number, first: number): void {
    const { nodes, text, pieces } = this;
    const isFirst = first === node + STRIDE;
    const closing = (nodes[node + END] as number) - 1;
    const start = (nodes[first + START] as number) - (isFirst ? 0 : 1);
    pieces.push(text.slice(this.done, start), isFirst ? "" : ",");
    this.done = closing;
    const isObject = nodes[node] === OBJECT;
    const left = isObject
      ? this.members(first, nodes[node + NEXT] as number)
      : this.elements(first, node);
    if (isObject) {
      const names = this.names(node, first);
      const name = new FreeNames(names).take(`"${MORE}"`).replace(/^"…"(.*)$/, '"…$1"');
      pieces.push(`${name}:"${moreMembers(left)}"`);
    } else {
      pieces.push(`"${moreElements(left)}"`);
    }
    while ((this.cuts[this.cut] ?? Number.POSITIVE_INFINITY) < closing) this.cut += 2;
  }

  /** Names of the members before the one at `first`. */
  private names(node: number, first: number): readonly string[] {
    const { nodes, text } = this;
    const names: string[] = [];
    for (let child = node + STRIDE; child < first; ) {
      names.push(text.slice(nodes[child + START], nodes[child + END]));
      child = nodes[child + STRIDE + NEXT] as number;
    }
    return names;
  }

  /** Number of members from `first` on. The last one may itself say how many were left out. */
  private members(first: number, end: number): number {
    const { nodes } = this;
    let left = 0;
    for (let child = first; child < end; ) {
      const value = child + STRIDE;
      left += this.nodeText(child) === `"${MORE}"` ? this.leftOut(value, MORE_MEMBERS) : 1;
      child = nodes[value + NEXT] as number;
    }
    return left;
  }

  private elements(first: number, node: number): number {
    const { nodes } = this;
    const end = nodes[node + NEXT] as number;
    let left = 0;
    for (let child = first; child < end; child = nodes[child + NEXT] as number) {
      left += this.leftOut(child, MORE_ELEMENTS);
    }
    return left;
  }

  /** Number of members that a value stands for, if it is a mark. */
  private leftOut(node: number, more: RegExp): number {
    const count = more.exec(this.nodeText(node))?.[1];
    return count === undefined ? 1 : Number(count);
  }

  private nodeText(node: number): string {
    const { nodes, text } = this;
    const [start, end] = [nodes[node + START] as number, nodes[node + END] as number];
    return end - start > LONGEST_MORE ? "" : text.slice(start, end);
  }

  /** Writes a text, from its opening quote to the end of its closing one. */
  private string(opening: number, behind: number): void {
    const start = opening + 1;
    const end = behind - 1;
    if (isTooLong(end - start, this.mostText)) this.cutString(start, end);
    else this.missing += this.cutsUpTo(end);
  }

  private cutString(start: number, end: number): void {
    const { text, pieces } = this;
    const tail = tailOf(this.mostText);
    let from = wholeAt(text, start, start + this.mostText - tail);
    let to = wholeAt(text, start, end - tail);
    // The mark of an earlier cut stays whole, or is left out whole.
    const before = this.markAround(start, end, from);
    if (before !== undefined) from = before.start;
    const behind = this.markAround(start, end, to);
    if (behind !== undefined) to = Math.max(to, behind.end);
    if (isSplit(text, to)) to++;
    if (isSplit(text, from)) from--;
    this.missing += this.cutsUpTo(from);
    const missing = this.sourceLength(from, to);
    this.missing += missing;
    pieces.push(text.slice(this.done, from), cutMark(missing));
    this.done = to;
    this.missing += this.cutsUpTo(end);
  }

  /** The mark of an earlier cut that contains a place. */
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

  /** Number of characters missing by the earlier cuts before a place, which are kept. */
  private cutsUpTo(end: number): number {
    let missing = 0;
    for (; (this.cuts[this.cut] ?? end) < end; this.cut += 2) {
      missing += this.cuts[this.cut + 1] as number;
    }
    return missing;
  }

  /** Number of source characters in a stretch of an escaped text. */
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

function lengthOfEscape(text: string, at: number): number {
  return text.charCodeAt(at + 1) === LETTER_U ? LONG_ESCAPE : SHORT_ESCAPE;
}

/** The place itself, or the start of the escape that contains it. */
function wholeAt(text: string, start: number, place: number): number {
  // An escape begins with the last backslash at most five characters before. Of several in a row, every other one
  // begins an escape.
  for (let at = place - 1; at > place - LONG_ESCAPE && at >= start; at--) {
    if (text.charCodeAt(at) !== 92) continue;
    let first = at;
    while (first > start && text.charCodeAt(first - 1) === 92) first--;
    const begins = (at - first) % 2 === 0 ? at : at - 1;
    return begins + lengthOfEscape(text, begins) > place ? begins : place;
  }
  return place;
}
