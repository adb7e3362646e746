/** Where the thread connects to. It can be cloned. */
export interface Destination {
  readonly kind: "stream" | "tls" | "udp";
  /** Options of `net.connect`, `tls.connect` or `connect` of a `dgram` socket. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The `workerData` of the thread. `progress`: whether it has ended, and how many pieces were taken. */
export interface DeliveryTask {
  readonly destination: Destination;
  readonly pieces: readonly Uint8Array[];
  readonly progress: Int32Array;
  /** The thread writes the code and message of its error here. */
  readonly failure: Uint8Array;
}

/**
 * Source of the thread that delivers a {@link DeliveryTask}. The build replaces this module by the text: a bundler
 * may make a function refer to names that do not exist in the thread.
 */
export const DELIVER_THREAD: string = `(${deliver})()`;

/** Must not refer to anything outside of itself. */
function deliver(): void {
  const { workerData } = process.getBuiltinModule("node:worker_threads");
  const { destination, pieces, progress, failure } = workerData as DeliveryTask;
  const end = (error?: unknown) => {
    if (error instanceof Error) {
      const { code = "", message } = error as NodeJS.ErrnoException;
      const { written } = new TextEncoder().encodeInto(`${code} ${message}`, failure);
      Atomics.store(progress, 2, written);
    }
    Atomics.store(progress, 0, 1);
    Atomics.notify(progress, 0);
  };
  const taken = (error?: Error | null) => {
    if (!error) Atomics.add(progress, 1, 1);
  };
  if (destination.kind === "udp") {
    const { family, ...options } = destination.options as {
      family: number;
      port: number;
      host: string;
    };
    const socket = process
      .getBuiltinModule("node:dgram")
      .createSocket(family === 6 ? "udp6" : "udp4");
    socket.on("error", end);
    socket.connect(options.port, options.host, () => {
      let next = 0;
      let left = pieces.length;
      const send = () => {
        const piece = pieces[next++];
        if (piece === undefined) return;
        socket.send(piece, (error) => {
          taken(error);
          if (--left === 0) end();
          else send();
        });
      };
      // Deno, whose sockets have no such function, sends datagrams that wait together in any order.
      const atOnce = "getSendQueueCount" in socket ? pieces.length : 1;
      for (let i = 0; i < atOnce; i++) send();
    });
    return;
  }
  const socket =
    destination.kind === "tls"
      ? process.getBuiltinModule("node:tls").connect(destination.options)
      : process.getBuiltinModule("node:net").connect(destination.options as { port: number });
  socket.on("error", end);
  socket.resume();
  let next = 0;
  // One piece at a time: writes that wait together are answered together, when the last one is taken.
  const write = () => {
    const piece = pieces[next++];
    if (piece === undefined) {
      // The TLS session tickets of the server may arrive as late as now, and closing a socket with unread
      // data resets the connection, so that the peer loses what it has not read. When the peer closes its
      // side, it has read everything.
      if (destination.kind === "tls") socket.once("close", end).end();
      else socket.end(end);
      return;
    }
    socket.write(piece, (error) => {
      taken(error);
      if (!error) write();
    });
  };
  socket.once(destination.kind === "tls" ? "secureConnect" : "connect", write);
}
