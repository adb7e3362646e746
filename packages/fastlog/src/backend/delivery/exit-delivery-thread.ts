/** Where a thread of its own connects to. All of it can be cloned. */
export interface Destination {
  readonly kind: "stream" | "tls" | "udp";
  /** What `net.connect`, `tls.connect` or a `dgram` socket's `connect` takes. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** What the thread is given. `progress`: whether it is through, and how many pieces were taken. */
export interface DeliveryTask {
  readonly destination: Destination;
  readonly pieces: readonly Uint8Array[];
  readonly progress: Int32Array;
  /** Where the thread writes what it failed with. */
  readonly failure: Uint8Array;
}

/**
 * The program of a thread that delivers what its `workerData` has. The build puts the text in the place of this module:
 * whoever bundles a function may have it refer to something that the thread does not have.
 */
export const DELIVER_THREAD: string = `(${deliver})()`;

/** It refers to nothing outside of it. */
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
    destination.kind === "tls"
      ? process.getBuiltinModule("node:tls").connect(destination.options)
      : process.getBuiltinModule("node:net").connect(destination.options as { port: number });
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
