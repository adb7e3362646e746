import { turn } from "../measure/batch.js";

/** Half of what fastlog keeps for a backend: whoever never waits for it loses records. In bytes. */
export const MUCH = 2 << 20;

/**
 * Logs as a busy service does: so many batches, each in a turn of the event loop of its own.
 *
 * @param {number} turns
 * @param {() => void} batch
 * @param {() => Promise<void> | undefined} [room] Waits where a logger has too much in memory.
 */
export async function inTurns(turns, batch, room) {
  for (let i = 0; i < turns; i++) {
    batch();
    await turn();
    await room?.();
  }
}
