import { once } from "node:events";
import pino from "pino";
import pinoSocket from "pino-socket";
import {
  BOUND,
  ERROR,
  FAILURE,
  fields,
  integers,
  LONG,
  MESSAGE,
  nested,
  UNICODE,
} from "../records/scenarios.js";

/** pino as it comes: sonic-boom decides, and writes in a thread of Node. @type {import("./logger.js").Contender} */
export const pinoDefault = contender("pino", ["file", "stdout", "tcp", "udp"], (destination) => {
  const { kind, path } = destination;
  if (kind === "tcp" || kind === "udp") return socketHere(destination);
  const stream = pino.destination(kind === "file" ? path : 1);
  // Its flushSync would overtake what a thread is writing, and its flush knows of nothing to wait for.
  return { ...boom(stream), flush() {} };
});

/** pino at its fastest. @type {import("./logger.js").Contender} */
export const pinoBuffered = contender("pino, buffered", ["file", "stdout"], ({ kind, path }) =>
  boom(pino.destination({ dest: kind === "file" ? path : 1, sync: true, minLength: 4096 })),
);

/**
 * pino as its documentation recommends: a thread does the rest. Datagrams are not for it: it joins lines
 * until they fit into none, and the process fails.
 *
 * @type {import("./logger.js").Contender}
 */
const worker = contender(
  "pino.transport",
  ["file", "stdout", "tcp", "udp"],
  async ({ kind, path, host, port }) => {
    const transport =
      kind === "tcp" || kind === "udp"
        ? pino.transport({ target: "pino-socket", options: { mode: kind, address: host, port } })
        : pino.transport({ target: "pino/file", options: { destination: path ?? 1 } });
    await once(transport, "ready");
    return {
      stream: transport,
      flush: () => new Promise((resolve) => transport.flush(() => resolve())),
      async close() {
        // Otherwise the process would end before its thread has.
        transport.ref();
        transport.end();
        await once(transport, "close");
      },
    };
  },
);

// A thread makes the pipe one that does not wait; then it sleeps for 100 ms whenever that is full.
export const pinoWorker = { ...worker, shares: { stdout: 0.1 } };

function boom(stream) {
  return {
    stream,
    flush: () => stream.flushSync(),
    async close() {
      stream.end();
      await once(stream, "close");
    },
  };
}

async function socketHere({ kind, host, port }) {
  const stream = await pinoSocket({ mode: kind, address: host, port });
  const flush = () => new Promise((resolve) => stream.write("", () => resolve()));
  return {
    stream,
    flush,
    async close() {
      stream.end();
      await once(stream, "close");
    },
  };
}

function contender(name, kinds, to) {
  return {
    name,
    package: "pino",
    formats: ["json"],
    kinds,
    async open(destination) {
      const { stream, flush, close } = await to(destination);
      return { ...calls(pino(stream)), flush, close };
    },
    read,
  };
}

function calls(logger) {
  const child = logger.child(BOUND);
  return {
    disabled: () => logger.debug(MESSAGE),
    message: () => logger.info("hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      logger.info("first argument: %d, second: %d, third: %d", a, b, c);
    },
    fields: (i) => logger.info(fields(i), MESSAGE),
    child: (i) => child.info(fields(i), MESSAGE),
    nested: (i) => logger.info(nested(i), MESSAGE),
    event: (i) => logger.info(nested(i), MESSAGE),
    error: () => logger.error(ERROR, FAILURE),
    long: () => logger.info(LONG),
    unicode: () => logger.info(UNICODE),
  };
}

function read(line) {
  const { level, time, pid, hostname, msg, ...fields } = JSON.parse(line);
  return { level: level === 50 ? "error" : "info", message: msg, fields };
}
