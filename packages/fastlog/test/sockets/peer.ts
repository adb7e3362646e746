import { readFileSync } from "node:fs";
import net, { type AddressInfo, type Socket } from "node:net";
import tls from "node:tls";
import { afterAll } from "vitest";
import { until } from "../until.ts";
import type { Certified } from "./certificates.ts";

const listening = new Set<Peer>();

afterAll(async () => {
  for (const peer of listening) await peer.close();
});

/** Where a peer listens. */
export interface PeerOptions {
  /** Default one that is free. */
  readonly port?: number;
  /** A Unix socket in place of a port. */
  readonly path?: string;
  /** What it shows those who come by TLS. */
  readonly tls?: Certified;
  /** It reads nothing until it is told to. */
  readonly isStalled?: boolean;
}

/** One that came. */
export interface Connection {
  readonly socket: Socket;
  /** All that it said so far. */
  text: string;
}

/** A receiver in this process, which keeps what comes. */
export class Peer {
  /** By when they came. */
  readonly connections: Connection[] = [];

  readonly #server: net.Server;
  readonly #at: { readonly port: number; readonly host: string } | { readonly path: string };
  readonly #sockets = new Set<Socket>();
  #isStalled: boolean;

  static async listen(options: PeerOptions = {}): Promise<Peer> {
    const peer = new Peer(options);
    await new Promise<void>((resolve, reject) => {
      peer.#server.once("error", reject);
      peer.#server.listen(peer.#at, resolve);
    });
    listening.add(peer);
    return peer;
  }

  private constructor({ port = 0, path, tls: certified, isStalled = false }: PeerOptions) {
    this.#at = path === undefined ? { port, host: "127.0.0.1" } : { path };
    this.#isStalled = isStalled;
    const take = (socket: Socket) => this.#take(socket);
    if (certified === undefined) {
      this.#server = net.createServer(take);
    } else {
      const [cert, key] = [readFileSync(certified.cert), readFileSync(certified.key)];
      this.#server = tls.createServer({ cert, key }, take);
    }
    this.#server.on("connection", (socket: Socket) => {
      this.#sockets.add(socket);
      socket.once("close", () => this.#sockets.delete(socket));
    });
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** All that was said, by one connection after another. */
  get text(): string {
    return this.connections.map(({ text }) => text).join("");
  }

  /** The whole lines of all connections. */
  get lines(): string[] {
    return this.connections.flatMap(({ text }) => text.split("\n").slice(0, -1));
  }

  /** Resolves when all who came so far have left, and all that they said is here. */
  async settled(): Promise<void> {
    // They are accepted in the order in which they came, so that this one is the last.
    const to = "path" in this.#at ? this.#at : { port: this.port };
    const last = net.connect(to).on("error", () => {});
    last.resume().end();
    await until(() => last.closed && this.#sockets.size === 0);
    await until(() => this.connections.every(({ socket }) => socket.closed));
  }

  /** Reads what those say of whom it read nothing so far, and from now on all. */
  read(): void {
    this.#isStalled = false;
    for (const { socket } of this.connections) socket.resume();
  }

  /** Ends all connections in the middle of whatever they are at, and listens no more. */
  async close(): Promise<void> {
    listening.delete(this);
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(socket: Socket): void {
    const connection: Connection = { socket, text: "" };
    this.connections.push(connection);
    socket.on("error", () => {});
    socket.setEncoding("utf8").on("data", (text: string) => {
      connection.text += text;
    });
    if (this.#isStalled) socket.pause();
  }
}

/** A port of loopback where nobody listens. */
export async function freePort(): Promise<number> {
  const peer = await Peer.listen();
  const { port } = peer;
  await peer.close();
  return port;
}
