import fs from "node:fs";
import type { Socket } from "node:net";
import { codeOf } from "./message.ts";
import { wait } from "./wait.ts";

/** What Node keeps behind a socket: not documented, there since 2011, and looked at with care. */
interface Handle {
  readonly fd?: number;
  readonly writeQueueSize?: number;
}

/** How long a full socket is left alone before it is tried again, in milliseconds. */
const FULL_SOCKET_WAIT = 1;

/** The descriptor of an open socket, where it carries the bytes as they are. */
export function descriptorOf(socket: Socket): number | undefined {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  const isPlain = !("encrypted" in socket);
  return isPlain && typeof handle?.fd === "number" && handle.fd >= 0 ? handle.fd : undefined;
}

/** How many bytes libuv has of what it was given last and the operating system has not taken. */
export function queuedIn(socket: Socket): number {
  const { _handle: handle } = socket as unknown as { readonly _handle?: Handle | null };
  return handle?.writeQueueSize ?? 0;
}

/**
 * Writes to a socket that does not block, until `deadline` (by `performance.now()`). Returns how many
 * bytes were taken. Only for a process that is exiting: nothing else may write meanwhile.
 */
export function writeUntil(fd: number, bytes: Uint8Array, deadline: number): number {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += fs.writeSync(fd, bytes, at);
    } catch (error) {
      if (codeOf(error) !== "EAGAIN" || performance.now() >= deadline) return at;
      wait(FULL_SOCKET_WAIT);
    }
  }
  return at;
}
