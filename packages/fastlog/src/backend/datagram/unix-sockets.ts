import { Buffer } from "node:buffer";
import fs from "node:fs";
import { messageOf } from "../../diagnostics/error-message.ts";
import { FastlogError } from "../../errors.ts";
import { loadPackage } from "../../load-package.ts";

/** What of the package koffi is used. Its own types would be those of a package that may be missing. */
export interface Koffi {
  /** The functions of a library; without a path, of all that the process has loaded. */
  load(path: null): { func(declaration: string): NativeFunction };
  /** The error of the last call in this thread. */
  errno(): number;
}

type NativeFunction = (...values: readonly unknown[]) => number;

/** Sockets that `fs.writeSync` sends by and `fs.closeSync` closes. Throws errors as Node's own are. */
export interface UnixDatagrams {
  /** Opens a socket that does not block, and that child processes do not get. */
  open(): number;
  /** Connects it, or connects it again: to whoever listens there now. */
  connect(fd: number, path: string): void;
}

/** What is used of the C library. */
interface Libc {
  socket(domain: number, type: number, protocol: number): number;
  connect(fd: number, address: Buffer, length: number): number;
  dup3(fd: number, to: number, flags: number): number;
  dup2(fd: number, to: number): number;
  fcntl(fd: number, command: number, type: "int", value: number): number;
  close(fd: number): number;
}

/** The longest path that fits into a socket's address, without the zero at its end, in bytes. */
export const LONGEST_PATH: number = process.platform === "darwin" ? 103 : 107;

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
// Of Linux.
const SOCK_NONBLOCK = 0o4000;
const SOCK_CLOEXEC = 0o2000000;
// Of fcntl.
const F_SETFD = 2;
const F_SETFL = 4;
const FD_CLOEXEC = 1;

/**
 * Node has no Unix datagram sockets: they are made by the C library, which koffi calls. It is loaded on
 * demand, and is a peer, as few programs need it.
 *
 * @throws FastlogError `ERR_FASTLOG_BACKEND_UNAVAILABLE` where there are none.
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
    // Node appends a "Require stack" on lines of its own.
    const [reason] = messageOf(cause).split("\n");
    throw unavailable(
      `they need the package koffi, which cannot be loaded (${reason}): npm install koffi`,
      cause,
    );
  }
}

function requireKoffi(): Koffi {
  let failure: unknown;
  // Bundlers take what stands in `try` for optional.
  try {
    return require("koffi");
  } catch (error) {
    failure = error;
  }
  return loadPackage("koffi", () => {
    throw failure;
  });
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

  /** Puts the socket in the place of what a descriptor was. */
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
      // A descriptor of Node's own: it closes those of a worker thread that ends, however it does, and
      // warns of others that are closed there.
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

/** A `sockaddr_un`. */
function addressOf(path: string, isLinux: boolean): Buffer {
  const name = Buffer.from(`${path}\0`);
  const family = isLinux ? Uint16Array.of(AF_UNIX) : Uint8Array.of(name.length + 2, AF_UNIX);
  return Buffer.concat([Buffer.from(family.buffer), name]);
}

function systemError(errno: number, syscall: string, path: string): Error {
  const { getSystemErrorName } = process.getBuiltinModule("node:util");
  const code = errno > 0 ? getSystemErrorName(-errno) : "UNKNOWN";
  const message = path === "" ? `${syscall} ${code}` : `${syscall} ${code} ${path}`;
  return Object.assign(new Error(message), { code, errno: -errno, syscall });
}
