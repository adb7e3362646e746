import { ESCAPED, formOf, type Kind, LITERAL, PARAM, STRING } from "./kinds.ts";
import type { ReadRecord } from "./read-record.ts";

/** The text of a value, decoded: without quotes and escapes. Invalid UTF-8 becomes U+FFFD. */
export function textOf(record: ReadRecord, at: number): string {
  return decoded(
    record.bytes.toString("utf8", record.froms[at]!, record.tos[at]!),
    record.kinds[at]!,
  );
}

function decoded(text: string, kind: Kind): string {
  if ((kind & ESCAPED) === 0) return text;
  if (formOf(kind) === STRING) return unescapeJson(text);
  return formOf(kind) === PARAM ? text.replace(/\\(["\\\]])/g, "$1") : text;
}

/** The text of the inside of a JSON string. Escapes that JSON does not have stay as they are. */
export function unescapeJson(text: string): string {
  try {
    return JSON.parse(`"${text}"`);
  } catch {
    return text.replace(/\\(?:u([\da-fA-F]{4})|(.))/gs, (whole, hex, character) => {
      if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
      return SIMPLE[character] ?? whole;
    });
  }
}

const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

/** The value as data: what JSON says, and a text that is JSON of an object (as logfmt has it), parsed. */
export function dataOf(record: ReadRecord, at: number): unknown {
  const text = textOf(record, at);
  const isText = formOf(record.kinds[at]!) !== LITERAL;
  if (isText && !/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
