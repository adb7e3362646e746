import { Buffer } from "node:buffer";
import type { Socket as DatagramSocket } from "node:dgram";
import fs from "node:fs";
import type { Socket } from "node:net";
import { codeOf } from "../../diagnostics/error-message.ts";
import { wait } from "../../time/sleep.ts";
import { uptime } from "../../time/system-time.ts";

/** What Node keeps behind a socket: not documented, there since 2011, and looked at with care. */
interface Handle {
  readonly fd?: number;
  readonly writeQueueSize?: number;
  /** The one that carries what this one has encrypted. */
  readonly _parent?: Handle | null;
}

/** What TLS hands on at once, in bytes: what is more waits, although nothing waits below. */
const TLS_AT_ONCE = 131_072;

/** How long a full socket is left alone before it is tried again, in milliseconds. */
const FULL_SOCKET_WAIT = 1;

/** The descriptor of an open socket, where it carries the bytes as they are. */
export function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  const isPlain = !("encrypted" in socket);
  return isPlain && typeof handle?.fd === "number" && handle.fd >= 0 ? handle.fd : undefined;
}

/** The descriptor of a datagram socket: libuv has made it one that does not block. */
export function datagramDescriptorOf(socket: DatagramSocket): number | undefined {
  const state = Object.getOwnPropertySymbols(socket).find(
    ({ description }) => description === "state symbol",
  );
  if (state === undefined) return undefined;
  const { handle } = (socket as unknown as Record<symbol, { readonly handle?: Handle | null }>)[
    state
  ] as { readonly handle?: Handle | null };
  return typeof handle?.fd === "number" && handle.fd >= 0 ? handle.fd : undefined;
}

/**
 * How many bytes libuv has of what it was given last and the operating system has not taken. For TLS only
 * whether there are any.
 */
export function queuedIn(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  const { writeQueueSize = 0, _parent: below } = handle ?? {};
  if (!below) return writeQueueSize;
  // TLS counts what is out as well, until the event that says so.
  return below.writeQueueSize === 0 && writeQueueSize < TLS_AT_ONCE ? 0 : writeQueueSize;
}

/**
 * Reads what has come and forgets it, until `deadline` if nothing has: a socket that is closed with
 * something unread, or gets it later, resets the connection, and the peer may lose what it has not read.
 * Only for a process that is exiting.
 */
export function readRest(socket: Socket, deadline: number): void {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  const fd = handle?.fd ?? -1;
  if (fd < 0) return;
  const scratch = Buffer.allocUnsafe(16_384);
  let hasRead = false;
  for (;;) {
    try {
      if (fs.readSync(fd, scratch) === 0) return;
      hasRead = true;
    } catch (error) {
      if (codeOf(error) !== "EAGAIN" || hasRead || uptime() >= deadline) return;
      wait(FULL_SOCKET_WAIT);
    }
  }
}

/** Writes what a socket that does not block has room for, from an offset. Throws what the system says. */
export function writeSome(fd: number, bytes: Uint8Array, at: number): number {
  return fs.writeSync(fd, bytes, at);
}

/**
 * Writes to a socket that does not block, until `deadline` (by `uptime()`). Returns how many
 * bytes were taken. Only for a process that is exiting: nothing else may write meanwhile.
 */
export function writeUntil(fd: number, bytes: Uint8Array, deadline: number): number {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN" || uptime() >= deadline) return at;
      wait(FULL_SOCKET_WAIT);
    }
  }
  return at;
}
