// Peers on sockets, in this very process: steady ones, those that reset connections or stall, and late ones.
import dgram from "node:dgram";
import { rmSync } from "node:fs";
import net from "node:net";

/** Connections that a resetting peer resets. */
const RESETS = 2;
/** In milliseconds: when a late one is there. */
const LATE = 5;

/** The records of a stream: by lines, or by counts in front of them. What is torn at its end is left out. */
export function recordsIn(bytes) {
  const text = bytes.toString();
  if (!/^\d+ </.test(text)) return text.split("\n").slice(0, -1);
  const records = [];
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const end = space + 1 + Number(bytes.subarray(at, space).toString());
    if (space === -1 || end > bytes.length) break;
    records.push(bytes.subarray(space + 1, end).toString());
    at = end;
  }
  return records;
}

/** A server of streams. */
export class StreamPeer {
  /** What each connection has brought. */
  #received = [];
  #sockets = new Set();
  #server = net.createServer((socket) => this.#accept(socket));
  #manner;
  #path;
  #resets = 0;
  #timer;

  /** `where` is a path, or a port of the loopback interface. */
  constructor(where, manner, setTimeout) {
    this.#manner = manner;
    if (typeof where === "string") this.#path = where;
    this.#server.on("error", () => {});
    const listen = () =>
      typeof where === "string"
        ? this.#server.listen(where)
        : this.#server.listen(where, "127.0.0.1");
    if (manner === "late") this.#timer = setTimeout(listen, LATE);
    else listen();
  }

  get lines() {
    return this.#received.map((chunks) => recordsIn(Buffer.concat(chunks)));
  }

  /** From now on it takes everything. */
  calm() {
    this.#manner = "steady";
    for (const socket of this.#sockets) socket.resume();
  }

  /** Resolves when all has arrived that was sent. */
  async end() {
    clearTimeout(this.#timer);
    this.#server.close();
    await Promise.all(
      [...this.#sockets].map(
        (socket) =>
          new Promise((resolve) => {
            socket.once("close", resolve);
            socket.setTimeout(200, () => socket.destroy());
            socket.end();
          }),
      ),
    );
    if (this.#path !== undefined) rmSync(this.#path, { force: true });
  }

  #accept(socket) {
    const chunks = [];
    this.#received.push(chunks);
    this.#sockets.add(socket);
    socket.on("close", () => this.#sockets.delete(socket));
    socket.on("error", () => {});
    socket.on("data", (bytes) => {
      chunks.push(bytes);
      if (this.#manner !== "resetting" || this.#resets >= RESETS) return;
      this.#resets++;
      if (this.#path === undefined) socket.resetAndDestroy();
      else socket.destroy();
    });
    if (this.#manner === "stalling") socket.pause();
  }
}

/** A receiver of datagrams. */
export class DatagramPeer {
  #records = [];
  #socket = dgram.createSocket("udp4");

  async bind() {
    this.#socket.on("message", (bytes) => this.#records.push(bytes.toString().trimEnd()));
    await new Promise((resolve) => this.#socket.bind(0, "127.0.0.1", resolve));
    return this.#socket.address().port;
  }

  get lines() {
    return [this.#records];
  }

  calm() {}

  async end() {
    this.#socket.close();
  }
}
