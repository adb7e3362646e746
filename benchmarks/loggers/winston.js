import { once } from "node:events";
import winston from "winston";
import { turn } from "../measure/batch.js";
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

/** Where winston's formats leave the line. */
const LINE = Symbol.for("message");

/**
 * winston at its fastest: a time that needs no ISO date, keys that are not sorted, and a transport that
 * takes the line and returns.
 *
 * @type {import("./logger.js").Contender}
 */
export const winstonLines = {
  name: "winston",
  package: "winston",
  formats: ["json", "text"],
  kinds: ["file", "stdout", "tcp", "unix", "udp"],
  async open(destination, format) {
    const { write, flush, close } = await linesTo(destination);
    const transport = new winston.Transport({
      log(info, next) {
        write(`${info[LINE]}\n`);
        next();
      },
    });
    return { ...calls(create(format, transport)), flush, close };
  },
  read,
};

/** winston with the transport for files that it brings. @type {import("./logger.js").Contender} */
export const winstonFile = {
  ...winstonLines,
  name: "winston, its File",
  kinds: ["file"],
  shares: { file: 0.1 },
  async open({ path }, format) {
    const transport = new winston.transports.File({ filename: path });
    const logger = create(format, transport);
    await once(transport, "open");
    return {
      ...calls(logger),
      // It has no way to ask.
      flush() {},
      async close() {
        // Ended before, it fails and loses its last records.
        while (logger.writableLength + logger.readableLength + transport.writableLength > 0) {
          await turn();
        }
        const finished = once(transport, "finish");
        logger.end();
        await finished;
      },
    };
  },
};

function create(format, transport) {
  const { combine, errors, json, simple, splat, timestamp } = winston.format;
  const time = timestamp({ format: Date.now });
  return winston.createLogger({
    level: "info",
    format:
      format === "json"
        ? combine(errors({ stack: true }), splat(), time, json({ deterministic: false }))
        : combine(errors({ stack: true }), splat(), time, simple()),
    transports: transport,
  });
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
    fields: (i) => logger.info(MESSAGE, fields(i)),
    child: (i) => child.info(MESSAGE, fields(i)),
    nested: (i) => logger.info(MESSAGE, nested(i)),
    event: (i) => logger.info(MESSAGE, nested(i)),
    error: () => logger.error(FAILURE, ERROR),
    long: () => logger.info(LONG),
    unicode: () => logger.info(UNICODE),
    line: (message) => logger.info(message),
  };
}

function read(line, format) {
  if (format === "text") return readText(line);
  const { level, timestamp, message, stack, code, ...fields } = JSON.parse(line);
  if (stack === undefined) return { level, message, fields };
  // It appends the error's message to its own.
  const [own, ...of] = message.split(" ");
  return {
    level,
    message: own,
    fields: { ...fields, err: { message: of.join(" "), stack, code } },
  };
}

function readText(line) {
  const { level, message, json } = /^(?<level>\w+): (?<message>.*?) (?<json>\{.*\})$/.exec(
    line,
  ).groups;
  const { timestamp, ...fields } = JSON.parse(json);
  return { level, message, fields };
}
