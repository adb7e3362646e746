const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const OPENING_BRACKET = 91;
const BACKSLASH = 92;
const CLOSING_BRACKET = 93;
const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;

/** Kind of a JSON value, by its first character. */
export type JsonKind = "object" | "list" | "text" | "number" | "boolean" | "null";

/** Kind of the value that begins at an offset. */
export function kindAt(text: string, at: number): JsonKind {
  switch (text.charCodeAt(at)) {
    case OPENING_BRACE:
      return "object";
    case OPENING_BRACKET:
      return "list";
    case QUOTE:
      return "text";
    case 0x66:
    case 0x74:
      return "boolean";
    case 0x6e:
      return "null";
    default:
      return "number";
  }
}

/** End of the value that begins at an offset. The text has no blanks between its values. */
export function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === QUOTE) return endOfText(text, start);
  if (first !== OPENING_BRACE && first !== OPENING_BRACKET) return endOfScalar(text, start);
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfText(text, at);
      continue;
    }
    if (code === OPENING_BRACE || code === OPENING_BRACKET) depth++;
    else if ((code === CLOSING_BRACE || code === CLOSING_BRACKET) && --depth === 0) return at + 1;
    at++;
  }
  return at;
}

/** The end of the quoted text that begins at an offset, after its quote. */
export function endOfText(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at + 1;
    if (code === BACKSLASH) at++;
  }
  return text.length;
}

/** The text between the quotes of a quoted text, without its escapes. */
export function textBetween(text: string, start: number, end: number): string {
  const inner = text.slice(start + 1, end - 1);
  return inner.includes("\\") ? (JSON.parse(text.slice(start, end)) as string) : inner;
}

/** Whether the object or list goes on at an offset, which is after its opening character or after a value. */
export function hasNext(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return at < text.length && code !== CLOSING_BRACE && code !== CLOSING_BRACKET;
}

/** The offset of the next value or name, after the separator if there is one. */
export function afterSeparator(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code === COMMA || code === COLON ? at + 1 : at;
}

function endOfScalar(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === COMMA || code === CLOSING_BRACE || code === CLOSING_BRACKET) break;
  }
  return at;
}
