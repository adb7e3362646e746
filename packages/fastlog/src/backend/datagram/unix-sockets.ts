import { Buffer } from "node:buffer";
import fs from "node:fs";
import { messageOf } from "../../diagnostics/error-message.ts";
import { FastlogError } from "../../errors.ts";
import { type Koffi, requireKoffi, systemError } from "../../load-koffi.ts";

/** Opens Unix datagram sockets, for `fs.writeSync` and `fs.closeSync`. Throws errors like those of Node. */
export interface UnixDatagrams {
  /** Opens a socket that does not block, and that child processes do not inherit. */
  open(): number;
  /** Connects the socket to the path, or connects it again to the present listener. */
  connect(fd: number, path: string): void;
}

/** The used functions of the C library. */
interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  connect(fd: number, address: Buffer, length: number): number;
  dup3(fd: number, to: number, flags: number): number;
  dup2(fd: number, to: number): number;
  fcntl(fd: number, command: number, type: "int", value: number): number;
  close(fd: number): number;
}

/** Longest path that fits into `sun_path`, in bytes, without the terminating zero (unix(7)). */
export const LONGEST_PATH: number = process.platform === "darwin" ? 103 : 107;

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
// Values of Linux.
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
// Commands of fcntl(2).
const F_SETFD = 2;
const F_SETFL = 4;
const FD_CLOEXEC = 1;

/**
 * Loads Unix datagram sockets, which Node does not have, from the C library by the package koffi. The package is
 * a peer dependency and loaded on demand, because few programs need it.
 *
 * @throws FastlogError `ERR_FASTLOG_BACKEND_UNAVAILABLE` if the platform or the package has none.
 */
export function loadUnixDatagrams(
  load: () => Koffi = requireKoffi,
  platform: NodeJS.Platform = process.platform,
): UnixDatagrams {
  if (platform !== "linux" && platform !== "darwin") {
    throw unavailable(`they work on Linux and macOS only, and this is ${platform}`);
  }
  try {
    return unixDatagrams(load(), platform);
  } catch (cause) {
    // Node appends a "Require stack" on further lines.
    const [reason] = messageOf(cause).split("\n");
    throw unavailable(
      `they need the package koffi, which cannot be loaded (${reason}): npm install koffi`,
      cause,
    );
  }
}

function unavailable(reason: string, cause?: unknown): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_BACKEND_UNAVAILABLE",
    `cannot use Unix datagrams: ${reason}`,
    cause === undefined ? undefined : { cause },
  );
}

function unixDatagrams(koffi: Koffi, platform: "linux" | "darwin"): UnixDatagrams {
  const isLinux = platform === "linux";
  const libc = declare(koffi, isLinux);

  const check = (result: number, call: string, path = ""): number => {
    if (result === -1) throw systemError(koffi.errno(), call, path);
    return result;
  };

  /** Replaces the file of a descriptor by the socket. */
  const replace = (fd: number, socket: number) => {
    if (isLinux) {
      check(libc.dup3(socket, fd, SOCK_CLOEXEC), "dup3");
      return;
    }
    check(libc.dup2(socket, fd), "dup2");
    check(libc.fcntl(fd, F_SETFL, "int", fs.constants.O_NONBLOCK), "fcntl");
    check(libc.fcntl(fd, F_SETFD, "int", FD_CLOEXEC), "fcntl");
  };

  return {
    open() {
      // A descriptor that Node has opened: Node closes it when its worker thread ends, and warns of
      // descriptors that it has not opened.
      const fd = fs.openSync("/dev/null", "r");
      try {
        const type = isLinux ? SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC : SOCK_DGRAM;
        const socket = check(libc.socket(AF_UNIX, type, 0), "socket");
        try {
          replace(fd, socket);
        } finally {
          libc.close(socket);
        }
      } catch (error) {
        fs.closeSync(fd);
        throw error;
      }
      return fd;
    },
    connect(fd, path) {
      const address = addressOf(path, isLinux);
      check(libc.connect(fd, address, address.length), "connect", path);
    },
  };
}

function declare(koffi: Koffi, isLinux: boolean): Libc {
  const all = koffi.load(null);
  const absent = () => -1;
  return {
    socket: all.func("int socket(int, int, int)"),
    connect: all.func("int connect(int, const void *, uint32_t)"),
    dup3: isLinux ? all.func("int dup3(int, int, int)") : absent,
    dup2: all.func("int dup2(int, int)"),
    fcntl: all.func("int fcntl(int, int, ...)"),
    close: all.func("int close(int)"),
  };
}

/** Encodes a `sockaddr_un` (unix(7)). */
function addressOf(path: string, isLinux: boolean): Buffer {
  const name = Buffer.from(`${path}\0`);
  const family = isLinux ? Uint16Array.of(AF_UNIX) : Uint8Array.of(name.length + 2, AF_UNIX);
  return Buffer.concat([Buffer.from(family.buffer), name]);
}
