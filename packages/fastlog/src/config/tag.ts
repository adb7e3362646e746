import { Buffer } from "node:buffer";
import { escapeJson } from "../text/escape.ts";

/** In bytes, once it is escaped: a line has room for it whatever it is. */
export const MAX_TAG = 256;

/** Whether a text is short enough to be a tag. */
export function isUsableTag(text: string): boolean {
  return Buffer.byteLength(escapeJson(text)) <= MAX_TAG;
}
