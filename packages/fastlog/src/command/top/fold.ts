/** In characters: what is looked at of a message. */
const MOST = 256;

/** Texts in quotes. An apostrophe inside a word is none. */
const QUOTED = /"[^"]*"|`[^`]*`|(?<!\w)'[^']*'(?!\w)/g;
const UUID = /\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi;
const WORD_WITH_DIGIT = /[A-Za-z_]*\d\w*/g;
/** A word with a digit that is this long, or a hexadecimal one, is an id. */
const ID = /^(?:\w{12,}|(?=\w*[a-f])[\da-f]{6,})$/i;
/** Numbers with signs between them: an address, a date, a fraction. */
const JOINED = /#(?:[-.,:/]#)+/g;

/**
 * The kind of a message: numbers, ids and texts in quotes become `#`, so that messages that were made in one place are one
 * row.
 */
export function folded(message: string): string {
  const text = message.length > MOST ? `${message.slice(0, MOST)}…` : message;
  return text
    .replace(QUOTED, "#")
    .replace(UUID, "#")
    .replace(WORD_WITH_DIGIT, (word) => (ID.test(word) ? "#" : word.replace(/\d+/g, "#")))
    .replace(JOINED, "#");
}
