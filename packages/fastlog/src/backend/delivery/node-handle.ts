import { Buffer } from "node:buffer";
import type { Socket as DatagramSocket } from "node:dgram";
import fs from "node:fs";
import type { Socket } from "node:net";
import { codeOf } from "../../diagnostics/error-message.ts";
import { wait } from "../../time/sleep.ts";
import { uptime } from "../../time/system-time.ts";

/** The handle of a socket in Node: undocumented, present since 2011, so every member may be missing. */
interface Handle {
  readonly fd?: number;
  /** Only streams of libuv have it: Node's, not Deno's and Bun's. */
  readonly writeQueueSize?: number;
  /** Node's and Deno's handles have it, Bun's do not. */
  readonly getAsyncId?: () => number;
  /** The handle that carries the encrypted bytes of this one. */
  readonly _parent?: Handle | null;
}

/** TLS passes this many bytes on at once. More bytes wait, even if the queue below is empty. */
const TLS_AT_ONCE = 131_072;

/** Wait before a full socket is tried again, in milliseconds. */
const FULL_SOCKET_WAIT = 1;

/** The descriptor of an open socket, unless the socket encrypts. */
export function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  const isPlain = !("encrypted" in socket);
  if (!isPlain || typeof handle?.fd !== "number" || handle.fd < 0) return undefined;
  // The `fd` of Deno's imitation is a number of its own, and may be the descriptor of another socket.
  const isImitation = handle.writeQueueSize === undefined && handle.getAsyncId !== undefined;
  return isImitation ? undefined : handle.fd;
}

/** The descriptor of a datagram socket, which libuv has made non-blocking. */
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
 * Number of written bytes that libuv has and the operating system has not taken. For TLS the number only says
 * whether there are any. Without libuv, the
 * number of bytes that were written and not called back for.
 */
export function queuedIn(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  const { writeQueueSize, _parent: below } = handle ?? {};
  if (typeof writeQueueSize !== "number") return socket.writableLength;
  if (!below) return writeQueueSize;
  // TLS also counts bytes that are out, until the next event.
  return below.writeQueueSize === 0 && writeQueueSize < TLS_AT_ONCE ? 0 : writeQueueSize;
}

/**
 * Reads and discards what has arrived, and waits for it until `deadline`. Closing a socket with unread data resets
 * the connection, and the peer may lose what it has not read (RFC 1122, section 4.2.2.13). Only for a process that
 * exits.
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

/** Writes bytes from offset `at` to a non-blocking socket. Returns the count. Throws the error of the system. */
export function writeSome(fd: number, bytes: Uint8Array, at: number): number {
  return fs.writeSync(fd, bytes, at);
}

/**
 * Writes to a non-blocking socket until `deadline` by `uptime()`. Returns the number of bytes that were taken. Only
 * for a process that exits: nothing else may write meanwhile.
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
