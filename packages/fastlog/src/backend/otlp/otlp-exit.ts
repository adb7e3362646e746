import { Buffer } from "node:buffer";
import { uptime } from "../../time/system-time.ts";
import type { HttpTarget } from "./http-client.ts";
import type { HttpAnswer } from "./otlp-answer.ts";
import { type ExitMessage, type ExitPost, POST_THREAD } from "./otlp-exit-thread.ts";

/** Result of a delivery at exit. */
export interface ExitAnswer {
  /** The answers to the first requests. */
  readonly answers: readonly HttpAnswer[];
  /** Why the others have none; `undefined` if time ran out. */
  readonly failure: Error | undefined;
}

/**
 * Sends requests while this thread blocks, until `deadline` by `uptime()`. At exit no event is handled any more, and Node
 * connects and reads by events only, so a thread does it. It takes about 40 ms to start.
 */
export function postAtExit(
  { isSecure, options, headers }: HttpTarget,
  contentType: string,
  bodies: readonly Uint8Array[],
  deadline: number,
): ExitAnswer {
  const wait = deadline - uptime();
  if (wait <= 0) return { answers: [], failure: undefined };
  const { MessageChannel, receiveMessageOnPort, Worker } =
    process.getBuiltinModule("node:worker_threads");
  const { port1, port2 } = new MessageChannel();
  const progress = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ExitPost = {
    isSecure,
    options,
    headers: { ...headers, "content-type": contentType },
    bodies,
    wait,
    progress,
    port: port2,
  };
  try {
    // With streams of its own, the worker does not touch the descriptors of this process.
    const worker = new Worker(POST_THREAD, {
      eval: true,
      workerData,
      transferList: [port2],
      stdout: true,
      stderr: true,
      execArgv: [],
      env: {},
    });
    worker.on("error", () => {});
    worker.unref();
    Atomics.wait(progress, 0, 0, wait);
  } catch (error) {
    // The permission model may forbid threads (node:permissions). The records are counted as dropped.
    port1.close();
    return { answers: [], failure: error as Error };
  }
  const answers: HttpAnswer[] = [];
  let failure: Error | undefined;
  for (;;) {
    const received = receiveMessageOnPort(port1) as { message: ExitMessage } | undefined;
    if (received === undefined) break;
    const { status, headers = {}, body, code, message } = received.message;
    if (status === undefined) failure = Object.assign(new Error(message), { code });
    else answers.push({ status, headers, body: Buffer.from(body ?? []) });
  }
  port1.close();
  return { answers, failure };
}
