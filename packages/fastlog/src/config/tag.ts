import { Buffer } from "node:buffer";
import { escapeJson } from "../text/escape.ts";

/** Longest tag in bytes after escaping, so that each line has room for it. */
export const MAX_TAG = 256;

/** Whether a text is short enough to be a tag. */
export function isUsableTag(text: string): boolean {
  return Buffer.byteLength(escapeJson(text)) <= MAX_TAG;
}
