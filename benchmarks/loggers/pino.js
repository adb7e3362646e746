import { once } from "node:events";
import { promisify } from "node:util";
import pino from "pino";
import {
  BOUND,
  ERROR,
  FAILURE,
  fields,
  integers,
  LONG,
  MESSAGE,
  nested,
  secrets,
  UNICODE,
} from "../records/records.js";
import { child, pinoCall } from "./idioms.js";
import { readNumberedLevel } from "./read.js";

/**
 * pino's default destination. 10.4 leaves `sync` to sonic-boom, whose default is `false`: it writes in a thread of Node,
 * one write at a time.
 *
 * @type {import("./logger.js").Contender}
 */
export const pinoDefault = {
  ...contender("pino", ["file", "stdout", "tcp", "unix", "udp"], (destination) => {
    const { kind, path } = destination;
    if (isSocket(kind)) return socketHere(destination);
    const stream = pino.destination(kind === "file" ? path : 1);
    // Its flushSync would overtake the thread that is writing, and its flush has nothing to wait for.
    return { ...boom(stream), flush() {} };
  }),
  service: service((path) => {
    const destination = pino.destination(path);
    return { log: pino(destination), flush: () => promisify(destination.flush).call(destination) };
  }),
};

/** pino at its fastest. @type {import("./logger.js").Contender} */
export const pinoBuffered = {
  ...contender("pino, buffered", ["file", "stdout"], ({ kind, path }) =>
    boom(buffered(kind === "file" ? path : 1)),
  ),
  service: service((path) => {
    const destination = buffered(path);
    return { log: pino(destination), flush: () => destination.flushSync() };
  }),
};

/** pino that writes each record at once. @type {import("./logger.js").Contender} */
export const pinoUnbuffered = contender("pino, unbuffered", ["file"], ({ path }) =>
  boom(pino.destination({ dest: path, sync: true })),
);

/**
 * pino as its documentation recommends: a thread does the rest. It joins lines, so that it has nothing to send
 * datagrams with: the process fails.
 *
 * @type {import("./logger.js").Contender}
 */
export const pinoWorker = {
  ...contender("pino.transport", ["file", "stdout", "tcp", "unix", "udp"], async (destination) => {
    const { kind, path } = destination;
    const transport = isSocket(kind)
      ? pino.transport({ target: "pino-socket", options: socketOptions(destination) })
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
  }),
  // A thread makes the pipe non-blocking; then it sleeps for 100 ms whenever that is full.
  shares: { stdout: 0.1 },
};

function isSocket(kind) {
  return kind !== "file" && kind !== "stdout";
}

function buffered(dest) {
  return pino.destination({ dest, sync: true, minLength: 4096 });
}

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

/** pino-socket in the thread that logs. */
async function socketHere(destination) {
  const { default: pinoSocket } = await import("pino-socket");
  const stream = await pinoSocket(socketOptions(destination));
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

function socketOptions({ kind, host, port, path }) {
  return kind === "unix" ? { mode: "tcp", unixsocket: path } : { mode: kind, address: host, port };
}

function contender(name, kinds, to) {
  return {
    name,
    package: "pino",
    formats: ["json"],
    kinds,
    async open(destination, _format, settings = {}) {
      const { stream, flush, close } = await to(destination);
      return { ...calls(pino(settings, stream)), flush, close };
    },
    read: readNumberedLevel,
  };
}

function service(open) {
  return { open, call: pinoCall, child };
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
    secrets: (i) => logger.info(secrets(i), MESSAGE),
    redacted: (i) => logger.info(secrets(i), MESSAGE),
    line: (message) => logger.info(message),
  };
}
