import { createSocket } from "node:dgram";
import { once } from "node:events";
import { openSync, writeSync } from "node:fs";
import { connect } from "node:net";

/**
 * Where a contender's lines go.
 *
 * @typedef {{ kind: "file", path: string } | { kind: "stdout", asStream?: boolean } | { kind: "unix", path: string } | { kind: "tcp" | "udp", host: string, port: number, pack?: number }} Destination
 *
 * `asStream` is for the loggers that write to `process.stdout` line by line, as they do by themselves. `pack` is how many
 * bytes of records a datagram has; without it, it has one record.
 *
 * Takes the lines of loggers that write nothing themselves, or write slower. `flush` resolves once the operating system
 * has all lines.
 *
 * @typedef {{ write: (line: string) => void, flush: () => void | Promise<void>, close: () => void | Promise<void> }} Lines
 */

/** Characters of a piece. Larger pieces were no faster, smaller ones a little slower. */
const SIZE = 16_384;

/**
 * @param {Destination} destination
 * @returns {Promise<Lines>}
 */
export async function linesTo(destination) {
  if (destination.kind === "file") return gathered(descriptor(openSync(destination.path, "a")));
  if (destination.kind === "stdout") {
    return destination.asStream ? standardOutput() : gathered(descriptor(1));
  }
  return destination.kind === "udp" ? datagrams(destination) : gathered(await socket(destination));
}

/** Gathers lines and writes them together, at the latest at the end of the turn. */
function gathered({ write, drained, end }) {
  let lines = "";
  let scheduled = false;

  function handOver() {
    scheduled = false;
    if (lines === "") return;
    const some = lines;
    lines = "";
    write(some);
  }

  return {
    write(line) {
      lines += line;
      if (lines.length >= SIZE) handOver();
      else if (!scheduled) {
        scheduled = true;
        setImmediate(handOver);
      }
    },
    flush() {
      handOver();
      return drained();
    },
    async close() {
      handOver();
      await drained();
      await end();
    },
  };
}

function standardOutput() {
  const flush = () => new Promise((resolve) => process.stdout.write("", resolve));
  return { write: (line) => process.stdout.write(line), flush, close: flush };
}

function descriptor(fd) {
  return {
    write(text) {
      const bytes = Buffer.from(text);
      for (let start = 0; start < bytes.length; ) {
        try {
          start += writeSync(fd, bytes, start);
        } catch (error) {
          // Somebody made the pipe one that does not wait.
          if (error.code !== "EAGAIN") throw error;
        }
      }
    },
    drained() {},
    end() {},
  };
}

async function socket({ host, port, path }) {
  const socket = connect({ host, port, path, noDelay: true });
  await once(socket, "connect");
  return {
    write: (text) => socket.write(text),
    drained: () => new Promise((resolve) => socket.write("", resolve)),
    end: () => new Promise((resolve) => socket.end(resolve)),
  };
}

/** A line a datagram, without its newline. */
async function datagrams({ host, port }) {
  const socket = createSocket("udp4");
  socket.connect(port, host);
  await once(socket, "connect");
  let pending = 0;
  let idle = () => {};

  function sent() {
    if (--pending === 0) idle();
  }

  const flush = () => {
    return pending === 0 ? undefined : new Promise((resolve) => (idle = resolve));
  };
  return {
    write(line) {
      pending++;
      socket.send(line.slice(0, -1), sent);
    },
    flush,
    async close() {
      await flush();
      socket.close();
    },
  };
}
