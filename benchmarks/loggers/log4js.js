import { format } from "node:util";
import log4js from "log4js";
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
import { readInspected } from "./read.js";

/**
 * log4js at its fastest: an appender that takes the event's line and returns, but its own for TCP. It
 * has no JSON; the layout is that of its documentation, with the fields beside the message.
 *
 * @type {import("./read.js").Contender}
 */
export const log4jsLines = {
  name: "log4js",
  package: "log4js",
  formats: ["json", "text"],
  kinds: ["file", "stdout", "tcp", "udp"],
  async open(destination, format) {
    if (destination.kind === "tcp")
      return own({ type: "tcp", endMsg: "\n", ...destination }, format);
    const { write, flush, close } = await linesTo(destination);
    const appender = {
      configure(_config, { basicLayout }) {
        const layout = format === "json" ? json : basicLayout;
        return (event) => write(`${layout(event)}\n`);
      },
    };
    configure({ type: appender });
    return { ...calls(), flush, close };
  },
  read,
};

/** log4js with the appender for files that it brings. @type {import("./read.js").Contender} */
export const log4jsFile = {
  ...log4jsLines,
  name: "log4js, its file appender",
  kinds: ["file"],
  shares: { file: 0.1 },
  open: ({ path }, format) => own({ type: "file", filename: path }, format),
};

async function own({ kind, ...appender }, format) {
  log4js.addLayout("json", () => json);
  configure({ ...appender, layout: { type: format === "json" ? "json" : "basic" } });
  return {
    ...calls(),
    // It has no way to ask.
    flush() {},
    close: () => new Promise((resolve) => log4js.shutdown(resolve)),
  };
}

function configure(appender) {
  log4js.configure({
    appenders: { out: appender },
    categories: { default: { appenders: ["out"], level: "info" } },
    disableClustering: true,
  });
}

function json({ startTime, level, categoryName, context, data: [msg, fields, ...more] }) {
  const record = { time: startTime, level: level.levelStr, category: categoryName };
  if (typeof fields !== "object") {
    // Placeholders, as its own layouts fill them.
    const text = fields === undefined ? msg : format(msg, fields, ...more);
    return JSON.stringify({ ...record, msg: text, ...context });
  }
  if (!(fields.err instanceof Error)) {
    return JSON.stringify({ ...record, msg, ...context, ...fields });
  }
  const { name, message, stack, code } = fields.err;
  return JSON.stringify({ ...record, msg, ...context, err: { name, message, stack, code } });
}

function calls() {
  const logger = log4js.getLogger("app");
  const child = log4js.getLogger("child");
  for (const [name, value] of Object.entries(BOUND)) child.addContext(name, value);
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
    error: () => logger.error(FAILURE, { err: ERROR }),
    long: () => logger.info(LONG),
    unicode: () => logger.info(UNICODE),
    line: (message) => logger.info(message),
  };
}

function read(line, format) {
  if (format === "text") return readText(line);
  const { time, level, category, msg, ...fields } = JSON.parse(line);
  return { level: level.toLowerCase(), message: msg, fields };
}

function readText(line) {
  const [, level, text] = /^\[\S+\] \[(\w+)\] app - (.*)$/.exec(line);
  const [message] = text.split(" {");
  return { level: level.toLowerCase(), message, fields: readInspected(text.slice(message.length)) };
}
