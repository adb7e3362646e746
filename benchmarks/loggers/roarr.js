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

/**
 * roarr with a `write` that takes the line and returns. It filters nothing itself, so that there is no
 * disabled call, and knows no Errors.
 *
 * @type {import("./logger.js").Contender}
 */
export const roarr = {
  name: "roarr",
  package: "roarr",
  formats: ["json"],
  kinds: ["file", "stdout", "tcp", "udp"],
  without: ["disabled"],
  async open(destination) {
    const { write, flush, close } = await linesTo(destination);
    // It decides when it is loaded, and for good.
    process.env.ROARR_LOG = "true";
    const { ROARR, Roarr } = await import("roarr");
    ROARR.write = (line) => write(`${line}\n`);
    return { ...calls(Roarr), flush, close };
  },
  read(line) {
    const { context, message } = JSON.parse(line);
    const { logLevel, ...fields } = context;
    return { level: logLevel === 50 ? "error" : "info", message, fields };
  },
};

function calls(logger) {
  const child = logger.child(BOUND);
  return {
    message: () => logger.info("hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      logger.info("first argument: %d, second: %d, third: %d", a, b, c);
    },
    fields: (i) => logger.info(fields(i), MESSAGE),
    child: (i) => child.info(fields(i), MESSAGE),
    nested: (i) => logger.info(nested(i), MESSAGE),
    event: (i) => logger.info(nested(i), MESSAGE),
    error() {
      const { name, message, stack, code } = ERROR;
      logger.error({ err: { name, message, stack, code } }, FAILURE);
    },
    long: () => logger.info(LONG),
    unicode: () => logger.info(UNICODE),
  };
}
