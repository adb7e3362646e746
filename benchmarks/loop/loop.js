// Loaded anew for each contender and scenario (`./loop.js?fastlog.fields`), so that each has a function of
// its own: V8's feedback is kept for a place in the code, and a shared loop would inline nobody.
import { BATCH } from "../measure/batch.js";

/** Logs a batch of records, numbered from where the batch before ended. */
export function loop(log) {
  let from = 0;
  return {
    batch() {
      const end = from + BATCH;
      for (let i = from; i < end; i++) log(i);
      from = end;
    },
    /** The next record has this number. @param {number} number */
    restart(number = 0) {
      from = number;
    },
  };
}

/** Makes that many calls that log nothing. */
export function callsOf(log, calls) {
  return () => {
    for (let i = 0; i < calls; i++) log(i);
  };
}
