import bunyan from "bunyan";
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
} from "../records/records.js";
import { linesTo } from "./lines.js";

/** bunyan at its fastest: a stream that takes the line and returns. @type {import("./logger.js").Contender} */
export const bunyanLines = {
  name: "bunyan",
  package: "bunyan",
  formats: ["json"],
  kinds: ["file", "stdout", "tcp", "udp"],
  async open(destination) {
    const lines = await linesTo(destination);
    const { flush, close } = lines;
    return { ...calls(create({ stream: lines })), flush, close };
  },
  read,
};

/** bunyan with the stream that it opens for a path. @type {import("./logger.js").Contender} */
export const bunyanFile = {
  ...bunyanLines,
  name: "bunyan, its file stream",
  kinds: ["file"],
  async open({ path }) {
    const logger = create({ path });
    const [{ stream }] = logger.streams;
    return {
      ...calls(logger),
      flush: () => new Promise((resolve) => stream.write("", resolve)),
      close: () => new Promise((resolve) => stream.end(resolve)),
    };
  },
};

function create(stream) {
  const serializers = { err: bunyan.stdSerializers.err };
  return bunyan.createLogger({ name: "app", serializers, streams: [{ level: "info", ...stream }] });
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
    error: () => logger.error({ err: ERROR }, FAILURE),
    long: () => logger.info(LONG),
    unicode: () => logger.info(UNICODE),
  };
}

function read(line) {
  const { name, hostname, pid, level, time, v, msg, ...fields } = JSON.parse(line);
  return { level: level === 50 ? "error" : "info", message: msg, fields };
}
