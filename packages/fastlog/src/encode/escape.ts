/**
 * What must never reach a line as it is, because it breaks the line or changes how it is read: C0,
 * DEL and C1 controls, the line and paragraph separators, and the bidirectional controls of
 * Unicode's UAX #9 (ALM, LRM, RLM, the embeddings, overrides and isolates).
 */
const UNSAFE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what they are looked for with
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const EVERY_UNSAFE = new RegExp(UNSAFE, "g");

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
};

function escapeOne(unsafe: string): string {
  return SHORT_ESCAPES[unsafe] ?? `\\u${unsafe.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The string with every unsafe character as a visible escape: `\n`, `\u001b`, `\u202e`. */
export function escapeUnsafe(text: string): string {
  return UNSAFE.test(text) ? text.replace(EVERY_UNSAFE, escapeOne) : text;
}

/** What may stand in a value without quotes: printable, and neither a space nor `"`, `=` or `\\`. */
const BARE = /^[!#-<>-[\]-~]+$/;

/** A text that is one word to whoever splits `key=value` pairs: quoted where it has to be. */
export function quoteWhereNeeded(text: string): string {
  if (BARE.test(text)) return text;
  // Quotes and backslashes first: the escapes' own backslashes stay single.
  return `"${escapeUnsafe(text.replace(/["\\]/g, "\\$&"))}"`;
}
