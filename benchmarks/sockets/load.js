import { turn } from "../measure/batch.js";

/** Bytes that may wait in a socket. */
export const MUCH = 2 << 20;

/**
 * Logs as a busy service does: batches, each in a turn of the event loop of its own.
 *
 * @param {number} turns
 * @param {() => void} batch
 * @param {() => void | Promise<void>} [room] Waits where a logger has too much in memory.
 */
export async function inTurns(turns, batch, room) {
  for (let i = 0; i < turns; i++) {
    batch();
    await turn();
    await room?.();
  }
}
