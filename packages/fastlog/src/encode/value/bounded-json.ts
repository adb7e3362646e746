import { digitsOf, HUGE } from "../../text/bigint-digits.ts";
import { escapeJson, fittingJson, quoteJson, tailOfJson } from "../../text/escape.ts";
import { StringCache } from "../../text/string-cache.ts";
import { cutMark, MORE, moreElements, moreMembers } from "../object/markers.ts";
import { FreeNames } from "../object/members.ts";
import { tailOf } from "../object/short-text.ts";

/** Made when first needed: it is much to make at import. */
let keys: StringCache<string> | undefined;

/** A key as it stands before its value. */
export function keyText(key: string): string {
  // Joined, because `+` leaves a text in pieces.
  keys ??= new StringCache((text) => [quoteJson(text), ":"].join(""));
  return keys.get(key) ?? `${quoteJson(key)}:`;
}

/** In characters: with less room a text that is cut keeps its head alone, or takes all of it. */
const LEAST_TAIL_ROOM = 64;
const LEAST_HALVED = 256;

/**
 * JSON text that grows up to a length. What stands before a value (`,"key":`) is handed over with the
 * value, so that it is written with it or not at all.
 */
export class BoundedJson {
  text = "";
  /** See {@link Json.cuts}. */
  cuts: number[] | undefined;

  private readonly maxLength: number;

  constructor(maxLength: number) {
    this.maxLength = maxLength;
  }

  /** Whether nothing is to be written behind `before` any more. */
  protected isFull(before: string): boolean {
    return this.text.length + before.length > this.maxLength;
  }

  /** Whether there is no room for so many characters. */
  protected isLonger(length: number): boolean {
    return this.text.length + length > this.maxLength;
  }

  /** Writes a string, and of a long one as much as there is room for. */
  protected string(before: string, value: string): void {
    const room = this.maxLength - this.text.length - before.length;
    if (value.length <= room) {
      const quoted = quoteJson(value);
      if (quoted.length - 2 <= room) {
        this.text += before + quoted;
        return;
      }
    }
    // Half of the room is for what comes behind it: an error has its stack and its code behind its message.
    this.cutString(before, value, room < LEAST_HALVED ? room : room >> 1);
  }

  private cutString(before: string, value: string, room: number): void {
    const tailRoom = room < LEAST_TAIL_ROOM ? 0 : tailOf(room);
    const head = fittingJson(value, room - tailRoom);
    const tail = Math.max(tailOfJson(value, tailRoom), head);
    const missing = tail - head;
    this.text += `${before}"${escapeJson(value.slice(0, head))}`;
    this.cuts ??= [];
    this.cuts.push(this.text.length, missing);
    this.text += `${cutMark(missing)}${escapeJson(value.slice(tail))}"`;
  }

  /** Takes back what was written behind a length. */
  protected takeBack(text: string): void {
    this.text = text;
    const { cuts } = this;
    while (cuts !== undefined && (cuts.at(-2) ?? -1) >= text.length) cuts.length -= 2;
  }

  protected bigint(before: string, value: bigint): void {
    const digits = digitsOf(value);
    // Half of a number is no number: a long one is cut as a string.
    if (this.isFull(before + digits) || digits === HUGE) this.string(before, digits);
    else this.text += before + digits;
  }

  /** Writes the member that says how many more there are; returns what stands before another one. */
  protected moreMembers(next: string, left: number, names: readonly string[]): string {
    const key = keyText(new FreeNames(names).take(MORE));
    this.text += next + key + quoteJson(moreMembers(left));
    return ",";
  }

  protected moreElements(next: string, left: number): string {
    this.text += next + quoteJson(moreElements(left));
    return ",";
  }

  /** Ends an object or array; `next` is a comma where there is something in it. */
  protected end(next: string, bracket: string): void {
    this.text += next === "," ? bracket : next + bracket;
  }
}
