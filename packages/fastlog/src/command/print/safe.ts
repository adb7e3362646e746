import { escapeUnsafe } from "../../text/escape.ts";

/** Lines of a text, each without a character that moves the cursor or reorders the line. Tabs become blanks. */
export function safeLines(text: string): string[] {
  return text.split(/\r\n|[\n\r\u2028\u2029]/).map(safeLine);
}

/** A text on one line, with visible escapes in place of what a terminal would obey. Tabs become blanks. */
export function safeLine(text: string): string {
  return escapeUnsafe(text.replaceAll("\t", "    "));
}
