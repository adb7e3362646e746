import { unlinkSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { basename, dirname } from "node:path";
import { threadTag } from "../config/thread-tag.ts";
import { complain } from "../diagnostics/self-log.ts";
import { SystemDate } from "../time/system-time.ts";
import { Connection } from "./connection.ts";
import type { Controlled } from "./controlled.ts";
import { startedAt } from "./process-start.ts";
import { invalidRequest } from "./request.ts";
import { freePath, pathInFolder, removeStale, unavailable } from "./socket-path.ts";
import { PROTOCOL, VERSION } from "./version.ts";

/** Most clients at a time. */
const MOST_CLIENTS = 8;

/** Nobody but the user may connect. */
const UMASK = 0o177;

/** An open control socket. */
export interface OpenControl {
  readonly path: string;
  /** Bytes that wait for each client. */
  readonly waiting: readonly number[];
  /** Disconnects all clients, and removes the socket. */
  close(): void;
}

/**
 * Opens the control socket of this process: at a path, or in the folder of the user if it is `true`. It keeps nothing alive.
 * Throws `ERR_FASTLOG_CONTROL_UNAVAILABLE`.
 */
export function openControl(of: Controlled, where: true | string): OpenControl {
  if (process.platform === "win32") {
    throw unavailable(
      String(where),
      "the access to pipes of Windows cannot be limited to the user",
    );
  }
  const path = where === true ? pathInFolder() : freePath(where);
  const control = new Control(of, path);
  if (where === true) removeStale(dirname(path)).catch(() => {});
  return control;
}

class Control implements OpenControl {
  readonly path: string;
  readonly #of: Controlled;
  readonly #server: Server;
  readonly #clients = new Set<Connection>();

  constructor(of: Controlled, path: string) {
    this.#of = of;
    this.path = path;
    this.#server = createServer({ allowHalfOpen: true }, (socket) => this.#meet(socket));
    this.#server.on("error", (error) => complain("control", error.message));
    this.#listen();
  }

  get waiting(): readonly number[] {
    return Array.from(this.#clients, ({ waiting }) => waiting);
  }

  close(): void {
    for (const client of this.#clients) client.destroy();
    // Removes the socket, too, but not before the event loop goes on.
    this.#server.close();
    try {
      unlinkSync(this.path);
    } catch {
      // Somebody has removed it.
    }
  }

  #listen(): void {
    const { path } = this;
    const before = process.umask(UMASK);
    try {
      // Not by the primary process of a cluster: each process has a socket of its own.
      this.#server.listen({ path, exclusive: true });
    } finally {
      process.umask(before);
    }
    if (!this.#server.listening) {
      // The error is emitted later, and said here.
      this.#server.removeAllListeners("error").on("error", () => {});
      throw unavailable(path, "the system does not let it listen there");
    }
    this.#server.unref();
  }

  #meet(socket: Socket): void {
    const client = new Connection(socket, this.#of);
    if (this.#clients.size >= MOST_CLIENTS) {
      client.refuse(invalidRequest(`there are ${MOST_CLIENTS} clients already`));
      return;
    }
    this.#clients.add(client);
    socket.once("close", () => this.#clients.delete(client));
    client.say(greeting(this.#of));
  }
}

/** The first line that a client gets. */
function greeting(of: Controlled): object {
  return {
    fastlog: VERSION,
    protocol: PROTOCOL,
    pid: process.pid,
    ppid: process.ppid,
    started: new SystemDate(startedAt()).toISOString(),
    tag: of.options.tag ?? threadTag(),
    program: basename(process.argv[1] ?? process.execPath),
    threads: 1 + of.otherThreads.length,
  };
}
