import { openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { child, fastlogCall } from "./idioms.js";
import { readNumberedLevel } from "./read.js";

// A logger of JSON lines that builds strings and promises nothing: no bounds, no drops, no filter, no safety from
// what throws. It shows what the plainest design costs.

/** Characters of lines that are kept before they are written. */
const FULL = 16_384;
const PLAIN = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quoted(text) {
  return text.length < 100 && PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function jsonOf(value) {
  if (typeof value === "string") return quoted(value);
  if (typeof value === "number") return Number.isFinite(value) ? `${value}` : "null";
  if (value instanceof Error) {
    const { name, message, stack, code } = value;
    return JSON.stringify({ type: name, message, stack, code });
  }
  return JSON.stringify(value);
}

const keys = new Map();

function keyOf(name) {
  let key = keys.get(name);
  if (key === undefined) {
    key = `,${JSON.stringify(name)}:`;
    keys.set(name, key);
  }
  return key;
}

function textOf(fields) {
  let text = "";
  for (const name in fields) {
    if (fields[name] !== undefined) text += keyOf(name) + jsonOf(fields[name]);
  }
  return text;
}

const templates = new Map();

function templateOf(message) {
  let parts = templates.get(message);
  if (parts === undefined) {
    parts = message.split("{}").map((part) => JSON.stringify(part).slice(1, -1));
    if (templates.size < 5000) templates.set(message, parts);
  }
  return parts;
}

function open(path) {
  const fd = openSync(path, "a");
  const own = `,"pid":${process.pid},"hostname":"${hostname()}","msg":"`;
  let lines = "";

  function flush() {
    if (lines !== "") writeSync(fd, lines);
    lines = "";
  }

  function write(level, bound, args) {
    const error = args[0] instanceof Error ? args.shift() : undefined;
    const parts = templateOf(args[0]);
    let message = parts[0];
    for (let i = 1; i < parts.length; i++) {
      const value = args[i];
      message += (typeof value === "string" ? quoted(value).slice(1, -1) : value) + parts[i];
    }
    const err = error === undefined ? "" : `,"err":${jsonOf(error)}`;
    const fields = textOf(args[parts.length]);
    lines += `{"level":${level},"time":${Date.now()}${own}${message}"${err}${fields}${bound}}\n`;
    if (lines.length > FULL) flush();
  }

  class Logger {
    level = "info";
    #bound;
    constructor(bound) {
      this.#bound = bound;
    }
    trace() {}
    debug() {}
    info(...args) {
      write(30, this.#bound, args);
    }
    warn(...args) {
      write(40, this.#bound, args);
    }
    error(...args) {
      write(50, this.#bound, args);
    }
    fatal(...args) {
      write(60, this.#bound, args);
    }
    child(fields) {
      return new Logger(this.#bound + textOf(fields));
    }
  }

  return { log: new Logger(""), flush };
}

/** @type {import("./logger.js").Contender} */
export const strings = {
  name: "strings",
  formats: [],
  kinds: [],
  read: readNumberedLevel,
  service: { open, call: fastlogCall, child },
};
