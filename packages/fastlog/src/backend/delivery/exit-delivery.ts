import { Buffer } from "node:buffer";

import { DELIVER_THREAD, type DeliveryTask, type Destination } from "./exit-delivery-thread.ts";

/** What became of the pieces. */
export interface ExitDelivery {
  /** How many the operating system has taken, in order. */
  readonly taken: number;
  /** Why it has not taken the others; `undefined` where the time was over. */
  readonly failure: Error | undefined;
}

const ENDED = 0;
const TAKEN = 1;
/** How many bytes the thread has written to {@link DeliveryTask.failure}. */
const FAILURE_LENGTH = 2;
const MAX_FAILURE = 512;

/**
 * Delivers pieces over a connection of their own while this thread stands still: the process is
 * exiting, no event will come any more, and Node connects and resolves names by events only. Returns after
 * `wait` milliseconds at the most.
 *
 * The thread takes about 40 ms to start, so this is for what no open connection can take.
 */
export function deliverAtExit(
  destination: Destination,
  pieces: readonly Uint8Array[],
  wait: number,
): ExitDelivery {
  if (pieces.length === 0 || wait <= 0) return { taken: 0, failure: undefined };
  const progress = new Int32Array(new SharedArrayBuffer(12));
  const failure = new Uint8Array(new SharedArrayBuffer(MAX_FAILURE));
  const workerData: DeliveryTask = { destination, pieces, progress, failure };
  try {
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    // Without streams of its own it does not touch the descriptors of this process.
    const options = { eval: true, workerData, stdout: true, stderr: true, execArgv: [], env: {} };
    const worker = new Worker(DELIVER_THREAD, options);
    worker.on("error", () => {});
    worker.unref();
    Atomics.wait(progress, ENDED, 0, wait);
  } catch (error) {
    // Threads may be forbidden (node:permissions): then this is what is lost, and counted.
    return { taken: 0, failure: error as Error };
  }
  const taken = Atomics.load(progress, TAKEN);
  return { taken, failure: taken < pieces.length ? failureIn(progress, failure) : undefined };
}

function failureIn(progress: Int32Array, failure: Uint8Array): Error | undefined {
  const length = Atomics.load(progress, FAILURE_LENGTH);
  if (length === 0) return undefined;
  const text = Buffer.from(failure.slice(0, length)).toString();
  const [, code = "", message = ""] = /^(\S*) (.*)$/s.exec(text) ?? [];
  return Object.assign(new Error(message), { code });
}
