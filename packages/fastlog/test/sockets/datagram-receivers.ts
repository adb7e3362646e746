import { join } from "node:path";
import { type Child, start } from "../child.ts";

/** A process that reports every datagram, as JSON. */
export interface Receiver {
  readonly child: Child;
  /** What it listens on. */
  readonly address: string;
  /** Resolves with the datagrams so far, once there are so many. */
  received(count: number): Promise<string[]>;
  /** Ends it, as a crash does. */
  kill(): Promise<void>;
}

const UDP = `
const { writeSync } = require("node:fs");
const [host, port] = process.argv.slice(1);
const socket = require("node:dgram").createSocket(host.includes(":") ? "udp6" : "udp4");
socket.on("message", (bytes) => writeSync(3, JSON.stringify(bytes.toString()) + "\\n"));
socket.bind(Number(port), host, () => writeSync(3, "listening " + socket.address().port + "\\n"));
`;

// Each read is a datagram, and waits for one.
const UNIXGRAM = `
const { readSync, rmSync, writeSync } = require("node:fs");
const [from, path] = process.argv.slice(1);
const koffi = require("node:module").createRequire(from)("koffi");
const libc = koffi.load(null);
const fd = libc.func("int socket(int, int, int)")(1, 2, 0);
const name = Buffer.from(path + "\\0");
const family = process.platform === "darwin" ? [name.length + 2, 1] : [1, 0];
const address = Buffer.concat([Buffer.from(family), name]);
rmSync(path, { force: true });
if (libc.func("int bind(int, const void *, uint32_t)")(fd, address, address.length) !== 0) {
  throw new Error("cannot listen on " + path + ": error " + koffi.errno());
}
writeSync(3, "listening " + path + "\\n");
const bytes = Buffer.alloc(1_000_000);
for (;;) writeSync(3, JSON.stringify(bytes.toString("utf8", 0, readSync(fd, bytes))) + "\\n");
`;

/** Listens on a UDP port, one that is free unless it is given. Resolves when it does. */
export function udpReceiver(host: string, port = 0): Promise<Receiver> {
  return receiver([UDP, host, String(port)]);
}

/** Listens on a Unix datagram socket, in place of whatever the path was. Resolves when it does. */
export function unixgramReceiver(path: string): Promise<Receiver> {
  return receiver([UNIXGRAM, join(import.meta.dirname, "datagram-receivers.ts"), path]);
}

async function receiver(program: readonly string[]): Promise<Receiver> {
  const child = start([process.execPath, "-e", ...program]);
  const listening = await child.reported((line) => line.startsWith("listening "));
  return {
    child,
    address: listening.slice("listening ".length),
    received: (count) => received(child, count),
    async kill() {
      child.process.kill("SIGKILL");
      await child.ended;
    },
  };
}

async function received(child: Child, count: number): Promise<string[]> {
  const datagrams: string[] = [];
  if (count === 0) return datagrams;
  // Each line is asked about once: first those that were there, then those that come.
  await child.reported((line) => {
    if (line.startsWith('"')) datagrams.push(JSON.parse(line));
    return datagrams.length === count;
  });
  return datagrams;
}
