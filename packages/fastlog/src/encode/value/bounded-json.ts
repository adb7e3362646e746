import { isCard } from "../../redact/card-number.ts";
import type { TextMask } from "../../redact/text-mask.ts";
import { digitsOf, HUGE } from "../../text/bigint-digits.ts";
import { escapeJson, fittingJson, quoteJson, tailOfJson } from "../../text/escape.ts";
import { StringCache } from "../../text/string-cache.ts";
import type { Limits } from "../object/limits.ts";
import { cutMark, MORE, moreElements, moreMembers } from "../object/markers.ts";
import { FreeNames } from "../object/members.ts";
import { tailOf } from "../object/short-text.ts";

/** Cache of encoded keys. Made at first use, because it would slow the import. */
let keys: StringCache<string> | undefined;

/** A quoted key with its colon. */
export function keyText(key: string): string {
  // Array.join, because `+` leaves a text in pieces.
  keys ??= new StringCache((text) => [quoteJson(text), ":"].join(""));
  return keys.get(key) ?? `${quoteJson(key)}:`;
}

/** In characters: with less room a cut text keeps its head only, or takes all of the room. */
const LEAST_TAIL_ROOM = 64;
const LEAST_HALVED = 256;
/** In characters: the least that is kept of a text, even if less is left for what follows it. */
const LEAST_TEXT = 32;

/**
 * JSON text that grows up to a limit. The text before a value (`,"key":`) is passed together with the value, so
 * that both are written or neither is.
 */
export class BoundedJson {
  text = "";
  /** See {@link Json.cuts}. */
  cuts: number[] | undefined;

  /** In characters: room that the next string leaves for what follows it. */
  protected reserved = 0;

  private readonly maxLength: number;
  protected readonly mask: TextMask | undefined;
  /** Number of masked keys. Each is made unique by it. */
  private maskedKeys = 0;

  constructor({ maxLength, mask }: Limits) {
    this.maxLength = maxLength;
    this.mask = mask;
  }

  /** Whether neither `before` nor anything after it fits. */
  protected isFull(before: string): boolean {
    return this.text.length + before.length > this.maxLength;
  }

  /** Whether `length` characters do not fit. */
  protected isLonger(length: number): boolean {
    return this.text.length + length > this.maxLength;
  }

  /** Writes a string without its secrets. A long one is cut to the room left. */
  protected string(before: string, given: string): void {
    const value = this.mask === undefined ? given : this.mask.apply(given);
    const room = this.maxLength - this.text.length - before.length;
    const most = room - this.reserved;
    this.reserved = 0;
    if (value.length <= most) {
      const quoted = quoteJson(value);
      if (quoted.length - 2 <= most) {
        this.text += before + quoted;
        return;
      }
    }
    // Half of the room is left for the following members: an error has its stack and code after its message.
    const least = Math.max(most, Math.min(room, LEAST_TEXT));
    this.cutString(before, value, room < LEAST_HALVED ? least : room >> 1);
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

  /** Restores an earlier text. */
  protected takeBack(text: string): void {
    this.text = text;
    const { cuts } = this;
    while (cuts !== undefined && (cuts.at(-2) ?? -1) >= text.length) cuts.length -= 2;
  }

  /** A quoted key with its colon, without secrets. */
  protected key(name: string): string {
    if (this.mask === undefined || !this.mask.finds(name)) return keyText(name);
    // Two keys may become the same text.
    return keyText(`${this.mask.apply(name)}_${++this.maskedKeys}`);
  }

  protected number(before: string, value: number): void {
    if (this.mask !== undefined && isCard(value, this.mask)) this.string(before, String(value));
    else this.text += before + (Number.isFinite(value) ? value : "null");
  }

  protected bigint(before: string, value: bigint): void {
    const digits = digitsOf(value);
    const isText = digits === HUGE || (this.mask !== undefined && isCard(value, this.mask));
    // A part of a number is no number: a long one is cut as a string.
    if (isText || this.isFull(before + digits)) this.string(before, digits);
    else this.text += before + digits;
  }

  /** Writes the member that says how many more members there are. Returns the text before another member. */
  protected moreMembers(next: string, left: number, names: readonly string[]): string {
    const key = keyText(new FreeNames(names).take(MORE));
    this.text += next + key + quoteJson(moreMembers(left));
    return ",";
  }

  protected moreElements(next: string, left: number): string {
    this.text += next + quoteJson(moreElements(left));
    return ",";
  }

  /** Ends an object or array; `next` is a comma if it has members. */
  protected end(next: string, bracket: string): void {
    this.text += next === "," ? bracket : next + bracket;
  }
}
