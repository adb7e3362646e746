import { close, configure, flush, info, stats } from "fastlog";
import { BATCH } from "../measure/batch.js";
import { record } from "./lines.js";
import { inTurns, MUCH } from "./load.js";

/** Asking how much it is costs something, too. In turns. */
const SELDOM = 8;

/**
 * fastlog's text, on its way to a URL.
 *
 * @param {string} name
 * @param {string} url
 */
export function fastlogTo(name, url) {
  const { message } = record();
  configure({ backend: url });
  let turn = 0;

  function batch() {
    for (let i = 0; i < BATCH; i++) info(message);
  }

  function room() {
    return ++turn % SELDOM === 0 && buffered() > MUCH ? flush() : undefined;
  }

  return {
    name,
    message,
    async send(turns) {
      await inTurns(turns, batch, room);
      await flush();
      const [{ dropped }] = stats().backends;
      if (dropped > 0) throw new Error(`${name}: ${dropped} records were dropped`);
    },
    end: close,
  };
}

function buffered() {
  return stats().backends[0].buffered;
}
