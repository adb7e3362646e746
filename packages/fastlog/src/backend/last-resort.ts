import { Buffer } from "node:buffer";

/** Where a thread of its own connects to. All of it can be cloned. */
export interface Target {
  readonly kind: "stream" | "tls" | "udp";
  /** What `net.connect`, `tls.connect` or a `dgram` socket's `connect` takes. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the thread is given. `progress`: whether it is through, and how many pieces were taken. */
interface Work {
  readonly target: Target;
  readonly pieces: readonly Uint8Array[];
  readonly progress: Int32Array;
  /** Where the thread writes what it failed with. */
  readonly said: Uint8Array;
}

/** What became of the pieces. */
export interface LastDelivery {
  /** How many the operating system has taken, in order. */
  readonly taken: number;
  /** Why it has not taken the others, where it is known. */
  readonly failure: Error | undefined;
}

const ENDED = 0;
const TAKEN = 1;
/** How many bytes the thread has written to {@link Work.said}. */
const SAID = 2;
const MOST_SAID = 512;

/**
 * Delivers pieces over a connection of their own while this thread stands still: the process is
 * exiting, no event will come any more, and Node connects and resolves names by events only. Returns after
 * `wait` milliseconds at the most.
 *
 * The thread takes about 40 ms to start, so this is for what no open connection can take.
 */
export function deliverAtExit(
  target: Target,
  pieces: readonly Uint8Array[],
  wait: number,
): LastDelivery {
  if (pieces.length === 0 || wait <= 0) return { taken: 0, failure: undefined };
  const progress = new Int32Array(new SharedArrayBuffer(12));
  const said = new Uint8Array(new SharedArrayBuffer(MOST_SAID));
  const workerData: Work = { target, pieces, progress, said };
  try {
    const { Worker } = process.getBuiltinModule("node:worker_threads");
    // Without streams of its own it does not touch the descriptors of this process.
    const options = { eval: true, workerData, stdout: true, stderr: true, execArgv: [], env: {} };
    const worker = new Worker(`(${deliver})()`, options);
    worker.on("error", () => {});
    worker.unref();
    Atomics.wait(progress, ENDED, 0, wait);
  } catch (error) {
    // Threads may be forbidden (node:permissions): then this is what is lost, and counted.
    return { taken: 0, failure: error as Error };
  }
  const taken = Atomics.load(progress, TAKEN);
  return { taken, failure: taken < pieces.length ? failureIn(progress, said, wait) : undefined };
}

function failureIn(progress: Int32Array, said: Uint8Array, wait: number): Error {
  const length = Atomics.load(progress, SAID);
  const text = Buffer.from(said.slice(0, length)).toString();
  const timedOut = `ETIMEDOUT no answer within ${Math.round(wait)} ms of the end`;
  const [, code = "", message = ""] = /^(\S*) (.*)$/s.exec(length === 0 ? timedOut : text) ?? [];
  return Object.assign(new Error(message), { code });
}

/** What the thread runs: its text is all that it has, so it refers to nothing outside of it. */
function deliver(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { target, pieces, progress, said } = workerData as Work;
  const end = (error?: unknown) => {
    if (error instanceof Error) {
      const { code = "", message } = error as NodeJS.ErrnoException;
      const { written } = new TextEncoder().encodeInto(`${code} ${message}`, said);
      Atomics.store(progress, 2, written);
    }
    Atomics.store(progress, 0, 1);
    Atomics.notify(progress, 0);
  };
  const taken = (error?: Error | null) => {
    if (!error) Atomics.add(progress, 1, 1);
  };
  if (target.kind === "udp") {
    const { family, ...options } = target.options as { family: number; port: number; host: string };
    const socket = process
      .getBuiltinModule("node:dgram")
      .createSocket(family === 6 ? "udp6" : "udp4");
    socket.on("error", end);
    socket.connect(options.port, options.host, () => {
      let left = pieces.length;
      for (const piece of pieces) {
        socket.send(piece, (error) => {
          taken(error);
          if (--left === 0) end();
        });
      }
    });
    return;
  }
  const socket =
    target.kind === "tls"
      ? process.getBuiltinModule("node:tls").connect(target.options)
      : process.getBuiltinModule("node:net").connect(target.options as { port: number });
  socket.on("error", end);
  socket.resume();
  let next = 0;
  // One by one: those that wait together are answered together, when the last one is taken.
  const write = () => {
    const piece = pieces[next++];
    if (piece === undefined) {
      // What the server says at the start of TLS may come as late as now, and a socket that is closed with
      // something unread resets the connection: then the peer loses what it has not read yet. Once it
      // closes its side it has read all.
      if (target.kind === "tls") socket.once("close", end).end();
      else socket.end(end);
      return;
    }
    socket.write(piece, (error) => {
      taken(error);
      if (!error) write();
    });
  };
  socket.once(target.kind === "tls" ? "secureConnect" : "connect", write);
}
