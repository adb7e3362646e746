import { Buffer } from "node:buffer";
import { escapeUnsafe } from "../../text/escape.ts";
import { renaming } from "../object/rename.ts";

/** Value of a missing header field. */
export const NIL = "-";

const ELLIPSIS = "…";
const ELLIPSIS_BYTES = 3;
const QUOTE = 34;
const BACKSLASH = 92;
const BRACKET = 93;

/** In characters: for a shorter text a loop is faster. */
const SHORT_TEXT = 64;

/** Longest name of a parameter. */
const MAX_NAME = 32;

/** A header field: printable ASCII without spaces, at most `most` characters. */
export function headerField(text: string, most: number): string {
  const printable = text.replace(/[^!-~]/gu, "_").slice(0, most);
  return printable === "" ? NIL : printable;
}

/** The name of a parameter: a header field without `=`, `]` and `"`. */
export function paramName(source: string): string {
  const name = source.replace(/[^!#-<>-\\^-~]/gu, "_");
  if (name === "") return "_";
  return name.slice(0, MAX_NAME);
}

/** A replacement of a name that is taken, within the limit of a name's length. */
export function renamedParam(name: string, times: number): string {
  const end = renaming(times);
  return name.slice(0, MAX_NAME - end.length) + end;
}

/**
 * A value between the quotes of a parameter: unsafe characters as visible escapes, then `"`, `\` and `]` escaped by
 * a backslash.
 */
export function paramText(text: string): string {
  return isPlain(text) ? text : escapeUnsafe(text).replace(/["\\\]]/g, "\\$&");
}

/** Whether a short text needs no escapes, as most do. A regular expression takes three times as long. */
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

/** A parameter's value in at most `room` bytes; a longer one is cut. */
export function shortParamText(text: string, room: number): string {
  const whole = paramText(text);
  return takesMore(whole, room) ? cutParamText(text, room) : whole;
}

/** Whether a text takes more than `room` bytes. */
function takesMore(text: string, room: number): boolean {
  return text.length * 3 > room && Buffer.byteLength(text) > room;
}

/**
 * The longest part of a value that fits into `room` bytes, up to a whole character or escape, followed by `…`.
 * `room` must be enough for the `…`.
 */
export function cutParamText(text: string, room: number): string {
  // Every character takes at least a byte.
  const visible = escapeUnsafe(text.slice(0, room));
  let left = room - ELLIPSIS_BYTES;
  let end = 0;
  while (end < visible.length) {
    const code = visible.codePointAt(end) as number;
    left -= bytesOf(code);
    if (left < 0) break;
    end += code > 0xffff ? 2 : 1;
  }
  // It may be a backslash of the value itself, but a reader could not tell.
  const whole = visible.slice(0, end).replace(/\\(?:u[\da-f]{0,3})?$/, "");
  return paramText(whole) + ELLIPSIS;
}

function bytesOf(code: number): number {
  if (code > 0x7f) return code > 0xffff ? 4 : code > 0x7ff ? 3 : 2;
  return code === QUOTE || code === BACKSLASH || code === BRACKET ? 2 : 1;
}
