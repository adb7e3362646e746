import { once } from "node:events";
import { connect } from "node:net";
import { createInterface } from "node:readline";

/** A client of the control socket, which may read a tail. */
export class TailClient {
  /** The records that came. */
  lines = [];
  /** How many others there were, as it was told. */
  dropped = 0;
  isOpen = false;
  #socket;
  #lines;
  #ended;

  static async connect(path) {
    const client = new TailClient();
    // The socket is opened after the call that asks for it.
    for (;;) {
      client.#socket = connect(path);
      try {
        await once(client.#socket, "connect");
        break;
      } catch {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
    client.#lines = createInterface({ input: client.#socket })[Symbol.asyncIterator]();
    await client.#read();
    return client;
  }

  async ask(request) {
    this.#socket.write(`${JSON.stringify(request)}\n`);
    return this.#read();
  }

  async start(order) {
    const answer = await this.ask({ do: "tail", ...order });
    if (answer.ok !== true) throw new Error(answer.message);
    this.isOpen = true;
    this.#ended = this.#collect();
  }

  /** Ends the tail, and waits until all of it has come. */
  async stop() {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.#socket.write('{"do":"stop"}\n');
    await this.#ended;
    this.end();
  }

  end() {
    this.#socket.destroy();
  }

  async #collect() {
    for (;;) {
      const line = await this.#read();
      const { dropped, ended } = line.fastlog ?? {};
      if (ended !== undefined) {
        this.dropped = dropped;
        return;
      }
      if (dropped === undefined) this.lines.push(line);
    }
  }

  async #read() {
    const { value, done } = await this.#lines.next();
    if (done) throw new Error("the connection has ended");
    return JSON.parse(value);
  }
}
