import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { createInterface } from "node:readline";

/** A client of a control socket, which has read the greeting. */
export class ControlClient {
  readonly socket: Socket;
  readonly #lines: AsyncIterator<string>;
  greeting: Record<string, unknown> = {};

  private constructor(socket: Socket) {
    this.socket = socket;
    this.#lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  }

  static async connect(path: string): Promise<ControlClient> {
    const socket = await connected(path);
    const client = new ControlClient(socket);
    client.greeting = await client.read();
    return client;
  }

  /** The next line; rejects if the other side has ended. */
  async read(): Promise<Record<string, unknown>> {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the connection has ended");
    return JSON.parse(value);
  }

  /** Sends a line, and returns the next one that comes. */
  ask(request: object | string): Promise<Record<string, unknown>> {
    this.socket.write(`${typeof request === "string" ? request : JSON.stringify(request)}\n`);
    return this.read();
  }

  end(): void {
    this.socket.destroy();
  }
}

/** Between the moment when the file is there and the one when the process listens, it is refused. */
async function connected(path: string): Promise<Socket> {
  for (;;) {
    const socket = connect(path);
    try {
      await once(socket, "connect");
      return socket;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ECONNREFUSED") throw error;
    }
  }
}
