/** Records that are logged in one turn of the event loop: what one sample of a task measures. */
export const BATCH = 500;

/** The end of this turn. What was scheduled before for its end, as writing is, has then happened. */
export function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}
