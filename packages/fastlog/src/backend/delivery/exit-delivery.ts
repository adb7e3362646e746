import { Buffer } from "node:buffer";

import { DELIVER_THREAD, type DeliveryTask, type Destination } from "./exit-delivery-thread.ts";

/** Result of a delivery at exit. */
export interface ExitDelivery {
  /** Number of pieces, the first ones, that the operating system has taken. */
  readonly taken: number;
  /** Why it has not taken the others; `undefined` if time ran out. */
  readonly failure: Error | undefined;
}

const ENDED = 0;
const TAKEN = 1;
/** Index of the number of bytes that the thread has written to {@link DeliveryTask.failure}. */
const FAILURE_LENGTH = 2;
const MAX_FAILURE = 512;

/**
 * Delivers pieces over a new connection while this thread blocks, for at most `wait` milliseconds. At exit no event
 * is handled any more, and Node connects and resolves names by events only, so a thread does it.
 *
 * The thread takes about 40 ms to start: use an open connection if there is one.
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
    // With streams of its own, the worker does not touch the descriptors of this process.
    const options = { eval: true, workerData, stdout: true, stderr: true, execArgv: [], env: {} };
    const worker = new Worker(DELIVER_THREAD, options);
    worker.on("error", () => {});
    worker.unref();
    Atomics.wait(progress, ENDED, 0, wait);
  } catch (error) {
    // The permission model may forbid threads (node:permissions). The records are counted as dropped.
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
