import { close, configure, debug, defineEvent, error, flush, info, logger, stats } from "fastlog";
import {
  BOUND,
  ERROR,
  FAILURE,
  fields,
  integers,
  LONG,
  MESSAGE,
  nested,
  SCHEMA,
  UNICODE,
} from "../records/scenarios.js";
import { pairs } from "./logger.js";

/** Asking how much waits costs something, too. In turns. */
const SELDOM = 8;
/** A quarter of what fastlog keeps for a backend: what it keeps is in chunks, and not all of them are full. */
const MUCH = 1 << 20;

/** fastlog as it is set by default. @type {import("./logger.js").Contender} */
export const fastlog = {
  name: "fastlog",
  package: "fastlog",
  formats: ["json", "text"],
  kinds: ["file", "stdout", "tcp", "udp"],
  async open(destination, format) {
    configure({ backend: urlOf(destination), format });
    return { ...calls(), flush, close, dropped, room: isSocket(destination) ? room() : undefined };
  },
  read(line, format) {
    return format === "json" ? readJson(line) : readText(line);
  },
};

function calls() {
  const child = logger("app").child(BOUND);
  const event = defineEvent("info", MESSAGE, SCHEMA);
  return {
    disabled: () => debug(MESSAGE),
    message: () => info("hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      info("first argument: {}, second: {}, third: {}", a, b, c);
    },
    fields: (i) => info(MESSAGE, fields(i)),
    child: (i) => child.info(MESSAGE, fields(i)),
    nested: (i) => info(MESSAGE, nested(i)),
    event: (i) => event(nested(i)),
    error: () => error(ERROR, FAILURE),
    long: () => info(LONG),
    unicode: () => info(UNICODE),
  };
}

function urlOf({ kind, path, host, port }) {
  if (kind === "file") return `file://${path}`;
  return kind === "stdout" ? "stdout" : `${kind}://${host}:${port}`;
}

function isSocket({ kind }) {
  return kind === "tcp" || kind === "udp";
}

/** What a program does that must lose nothing. */
function room() {
  let turn = 0;
  return () => {
    return ++turn % SELDOM === 0 && stats().backends[0].buffered > MUCH ? flush() : undefined;
  };
}

function dropped() {
  return stats().backends.reduce((sum, { dropped }) => sum + dropped, 0);
}

function readJson(line) {
  const { level, time, hrtime, pid, hostname, tag, target, msg, ...fields } = JSON.parse(line);
  return { level: level === 50 ? "error" : "info", message: msg, fields };
}

function readText(line) {
  const [, , , level, , text] = line.split("\t");
  const end = text.search(/ \w+=/);
  return {
    level: level.toLowerCase(),
    message: end === -1 ? text : text.slice(0, end),
    fields: pairs(text),
  };
}
