import { Logger } from "tslog";
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

const INFO = 3;

/**
 * tslog at its fastest: it does not ask for the place of the call, and writes nothing itself. It has no
 * placeholders.
 *
 * @type {import("./logger.js").Contender}
 */
export const tslog = {
  name: "tslog",
  package: "tslog",
  formats: ["json"],
  kinds: ["file", "stdout", "tcp", "udp"],
  shares: { file: 0.1, stdout: 0.1, tcp: 0.1, udp: 0.1 },
  async open(destination) {
    const { write, flush, close } = await linesTo(destination);
    const logger = new Logger({
      type: "hidden",
      hideLogPositionForProduction: true,
      minLevel: INFO,
    });
    logger.attachTransport((record) => write(`${JSON.stringify(record)}\n`));
    return { ...calls(logger), flush, close };
  },
  read,
};

function calls(logger) {
  const child = logger.getSubLogger({}, BOUND);
  return {
    disabled: () => logger.debug(MESSAGE),
    message: () => logger.info("hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      logger.info(`first argument: ${a}, second: ${b}, third: ${c}`);
    },
    fields: (i) => logger.info(MESSAGE, fields(i)),
    child: (i) => child.info(MESSAGE, fields(i)),
    nested: (i) => logger.info(MESSAGE, nested(i)),
    event: (i) => logger.info(MESSAGE, nested(i)),
    error: () => logger.error(FAILURE, ERROR),
    long: () => logger.info(LONG),
    unicode: () => logger.info(UNICODE),
  };
}

function read(line) {
  const { 0: message, 1: own, _meta, ...bound } = JSON.parse(line);
  const level = _meta.logLevelName.toLowerCase();
  const fields = level === "error" ? { err: readError(own) } : own;
  return { level, message, fields: { ...bound, ...fields } };
}

/** It takes the stack apart. */
function readError({ name, message, stack, nativeError }) {
  const frames = stack.map(({ method, fullFilePath }) => {
    return method === undefined ? `    at ${fullFilePath}` : `    at ${method} (${fullFilePath})`;
  });
  return { message, stack: [`${name}: ${message}`, ...frames].join("\n"), code: nativeError.code };
}
