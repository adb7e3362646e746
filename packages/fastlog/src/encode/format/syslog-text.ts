import { Buffer } from "node:buffer";
import { escapeUnsafe } from "../../text/escape.ts";
import { renaming } from "../object/rename.ts";

/** Stands for what a header does not have. */
export const NIL = "-";

const ELLIPSIS = "…";
const ELLIPSIS_BYTES = 3;
const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 93;

/** Up to here a loop over the characters is the faster way. */
const SHORT_TEXT = 64;

/** The longest name of a parameter. */
const MAX_NAME = 32;

/** A field of a header: printable ASCII without spaces, and no longer than that. */
export function headerField(text: string, most: number): string {
  const printable = text.replace(/[^!-~]/gu, "_").slice(0, most);
  return printable === "" ? NIL : printable;
}

/** The name of a parameter: as the field of a header, and without `=`, `]` and `"`. */
export function paramName(source: string): string {
  const name = source.replace(/[^!#-<>-\\^-~]/gu, "_");
  if (name === "") return "_";
  return name.slice(0, MAX_NAME);
}

/** A name in place of one that is taken, no longer than a name may be. */
export function renamedParam(name: string, times: number): string {
  const end = renaming(times);
  return name.slice(0, MAX_NAME - end.length) + end;
}

/**
 * What stands between the quotes for a value: unsafe characters as visible escapes, as everywhere, and
 * then `"`, `\` and `]` behind a backslash.
 */
export function paramText(text: string): string {
  return isPlain(text) ? text : escapeUnsafe(text).replace(/["\\\]]/g, "\\$&");
}

/** Whether a short text is written as it is: most are, and a regular expression takes three times as long. */
function isPlain(text: string): boolean {
  if (text.length > SHORT_TEXT) return false;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 32 || code > 126 || code === QUOTE || code === BACKSLASH || code === BRACKET) {
      return false;
    }
  }
  return true;
}

/** The same in at most so many bytes: one that takes more is cut. */
export function shortParamText(text: string, room: number): string {
  const whole = paramText(text);
  return takesMore(whole, room) ? cutParamText(text, room) : whole;
}

/** Whether a text takes up more bytes than that. */
function takesMore(text: string, room: number): boolean {
  return text.length * 3 > room && Buffer.byteLength(text) > room;
}

/**
 * As much of a value as fits into so many bytes, up to a whole character or escape, and then `…`, for
 * which there has to be room.
 */
export function cutParamText(text: string, room: number): string {
  // No character takes less than a byte.
  const visible = escapeUnsafe(text.slice(0, room));
  let left = room - ELLIPSIS_BYTES;
  let end = 0;
  while (end < visible.length) {
    const code = visible.codePointAt(end) as number;
    left -= bytesOf(code);
    if (left < 0) break;
    end += code > 0xffff ? 2 : 1;
  }
  // Perhaps it is a backslash of the value's own, but nobody could tell.
  const whole = visible.slice(0, end).replace(/\\(?:u[\da-f]{0,3})?$/, "");
  return paramText(whole) + ELLIPSIS;
}

function bytesOf(code: number): number {
  if (code > 0x7f) return code > 0xffff ? 4 : code > 0x7ff ? 3 : 2;
  return code === QUOTE || code === BACKSLASH || code === BRACKET ? 2 : 1;
}
