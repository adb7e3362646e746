import { getFileSink } from "@logtape/file";
import {
  configureSync,
  dispose,
  getJsonLinesFormatter,
  getLogger,
  getTextFormatter,
} from "@logtape/logtape";
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
import { readPairs } from "./read.js";

/** Its text has fields only where the message names them. */
const TEXT = "request done method={method} status={status} ms={ms}";

/** LogTape at its fastest: a sink that takes the line and returns. @type {import("./read.js").Contender} */
export const logtapeLines = {
  name: "LogTape",
  package: "@logtape/logtape",
  formats: ["json", "text"],
  kinds: ["file", "stdout", "tcp", "udp"],
  async open(destination, format) {
    const { write, flush, close } = await linesTo(destination);
    const line = formatter(format);
    configure((record) => write(line(record)));
    return { ...calls(format), flush, close };
  },
  read,
};

/** LogTape with the sink for files of its own package. @type {import("./read.js").Contender} */
export const logtapeFile = {
  ...logtapeLines,
  name: "LogTape, its file sink",
  kinds: ["file"],
  // It calls fsync for each 8 KiB.
  shares: { file: 0.02 },
  async open({ path }, format) {
    configure(getFileSink(path, { formatter: formatter(format) }));
    // It has no way to ask.
    return { ...calls(format), flush() {}, close: dispose };
  },
};

function formatter(format) {
  return format === "json"
    ? getJsonLinesFormatter({ properties: "flatten" })
    : getTextFormatter({ timestamp: "rfc3339" });
}

function configure(file) {
  configureSync({
    reset: true,
    sinks: { file },
    loggers: [
      { category: "app", lowestLevel: "info", sinks: ["file"] },
      // Otherwise it logs that it has no sink for its own errors.
      { category: ["logtape", "meta"], lowestLevel: "error", sinks: [] },
    ],
  });
}

function calls(format) {
  const logger = getLogger("app");
  const child = logger.with(BOUND);
  const message = format === "json" ? MESSAGE : TEXT;
  return {
    disabled: () => logger.debug(MESSAGE),
    message: () => logger.info("hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      logger.info`first argument: ${a}, second: ${b}, third: ${c}`;
    },
    fields: (i) => logger.info(message, fields(i)),
    child: (i) => child.info(MESSAGE, fields(i)),
    nested: (i) => logger.info(MESSAGE, nested(i)),
    event: (i) => logger.info(MESSAGE, nested(i)),
    error: () => logger.error(FAILURE, { err: ERROR }),
    long: () => logger.info(LONG),
    unicode: () => logger.info(UNICODE),
  };
}

function read(line, format) {
  if (format === "text") return readText(line);
  const { "@timestamp": _, level, logger, message, ...fields } = JSON.parse(line);
  return { level: level.toLowerCase(), message, fields };
}

function readText(line) {
  const [, level, text] = /^\S+ \[(\w+)\] app: (.*)$/.exec(line);
  const end = text.search(/ \w+=/);
  const message = end === -1 ? text : text.slice(0, end);
  const unquoted = text.replaceAll(/["']/g, "");
  return { level: level === "INF" ? "info" : "error", message, fields: readPairs(unquoted) };
}
