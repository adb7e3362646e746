/**
 * Characters that never reach a line unescaped, because they break the line or change how it is read: C0, DEL and
 * C1 controls, the line and paragraph separators, and the bidirectional controls of Unicode's UAX #9 (ALM, LRM,
 * RLM, embeddings, overrides and isolates).
 */
export const UNSAFE: RegExp =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what they are looked for with
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
export const EVERY_UNSAFE: RegExp = new RegExp(UNSAFE, "g");

/** Characters that never stand unescaped in a JSON string: the unsafe ones, `"` and `\`. */
export const UNSAFE_IN_JSON: RegExp = new RegExp(`["\\\\${UNSAFE.source.slice(1)}`);
export const EVERY_UNSAFE_IN_JSON: RegExp = new RegExp(UNSAFE_IN_JSON, "g");
/** The unsafe characters without the newline, which is nearly always the only one that a stack has. */
export const UNSAFE_BESIDE_NEWLINE: RegExp = new RegExp(
  UNSAFE_IN_JSON.source.replace("\\u0000-\\u001f", "\\u0000-\\u0009\\u000b-\\u001f"),
);

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "\\": "\\\\",
};

/** The visible escape of an unsafe character. */
export function escapeOne(unsafe: string): string {
  return SHORT_ESCAPES[unsafe] ?? `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/**
 * Replaces each unsafe character by a visible escape, in a short text or in one of JSON that `JSON.stringify` wrote: that
 * leaves DEL, C1 controls, separators and bidi controls. Quotes and backslashes stay.
 */
export function escapeEach(text: string): string {
  return text.replace(EVERY_UNSAFE, escapeOne);
}
