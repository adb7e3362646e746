/** In characters: V8 copies shorter parts of a string. */
const SHORTEST_PART = 13;

/** No prototype, so that any name may be set. */
const names: Record<string, number> = Object.create(null);

/**
 * A text in memory of its own. V8 keeps a part of a longer string, such as a request's, as a reference to all of
 * that, unless it is shorter than 13 characters.
 */
export function detached(text: string): string {
  // Joined strings are copied when a part of them is taken. JSON and back takes five times as long.
  return text.length < SHORTEST_PART ? text : ` ${text}`.slice(1);
}

/**
 * The same for a text that is compared again and again. V8 keeps one copy of each property's name; a constant of
 * the program is that copy already and stays the same string, which is compared by its address.
 */
export function internalized(text: string): string {
  names[text] = 0;
  delete names[text];
  return text;
}
