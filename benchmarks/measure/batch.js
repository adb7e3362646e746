/** Records that are logged in one turn of the event loop: one sample of a task. */
export const BATCH = 500;

/** Resolves at the end of this turn, after the writes that were scheduled for it. */
export function turn() {
  return new Promise((resolve) => setImmediate(resolve));
}
