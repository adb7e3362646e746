// Loaded anew for each logger (`./sender.js?fastlog`), so that V8 can inline each into a loop of its own.
import { contender } from "../loggers/all.js";
import { BATCH } from "../measure/batch.js";
import { LINE, messageOf } from "./lines.js";
import { inTurns } from "./load.js";

/**
 * A logger or a floor in the measure of sockets.
 *
 * @typedef {object} Sender
 * @property {string} id
 * @property {(turns: number) => Promise<void>} send Sends so many batches.
 * @property {() => unknown} end
 *
 * A logger whose lines go to a destination.
 *
 * @param {string} id
 * @param {import("../loggers/lines.js").Destination} destination
 * @param {import("./peer.js").Peer} peer Tells how long a line is.
 * @returns {Promise<Sender>}
 */
export async function sender(id, destination, peer) {
  const { open, formats } = await contender(id);
  const { line, flush, room, dropped, close } = await open(
    destination,
    formats.includes("text") ? "text" : "json",
  );
  const message = await fitting(line, flush, peer);

  function batch() {
    for (let i = 0; i < BATCH; i++) line(message);
  }

  return {
    id,
    async send(turns) {
      await inTurns(turns, batch, room);
      await flush();
      const count = dropped?.() ?? 0;
      if (count > 0) throw new Error(`${id}: ${count} records were dropped`);
    },
    end: close,
  };
}

/** The message that makes the line as long as all others. */
async function fitting(line, flush, peer) {
  const trial = messageOf(10);
  await peer.start();
  line(trial);
  await flush();
  const { records } = await peer.arrived(1);
  if (records !== 1) throw new Error(`1 record was logged, and ${records} arrived`);
  const [sample] = await peer.samples();
  return messageOf(trial.length + LINE - 1 - Buffer.byteLength(sample));
}
