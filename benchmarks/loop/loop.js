// Loaded anew for each contender and scenario (`./loop.js?fastlog.fields`), so that each has a function of its own: V8
// keeps its feedback for a place in the code, and would inline no logger into a loop that all share.
import { BATCH } from "../measure/batch.js";

/**
 * Logs batches of a scenario's records, numbered from where the batch before ended.
 *
 * @param {import("../loggers/logger.js").Opened} opened
 * @param {string} scenario
 */
export function loop(opened, scenario) {
  const { [scenario]: log, within } = opened;
  const enter = within?.[scenario];
  let from = 0;

  function batch() {
    const end = from + BATCH;
    for (let i = from; i < end; i++) log(i);
    from = end;
  }

  return {
    batch: enter === undefined ? batch : () => enter(batch),
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
