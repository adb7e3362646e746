import { Console } from "node:console";
import { openSync, writeSync } from "node:fs";
import { Writable } from "node:stream";
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
import { readInspected } from "./read.js";

/**
 * `console.log` as in a program without a logger: an object as JSON, or as the console prints
 * it. A file is what the standard output becomes when a shell redirects it there.
 *
 * @type {import("./read.js").Contender}
 */
export const consoleLog = {
  name: "console.log",
  formats: ["json", "text"],
  kinds: ["file", "stdout"],
  without: ["disabled"],
  shares: { file: 0.1, stdout: 0.1 },
  async open({ kind, path }, format) {
    const { log } = kind === "file" ? new Console(redirected(openSync(path, "a"))) : console;
    const flush = () => {
      return kind === "file"
        ? undefined
        : new Promise((resolve) => process.stdout.write("", resolve));
    };
    return { ...(format === "json" ? jsonCalls(log) : textCalls(log)), flush, close: flush };
  },
  read,
};

/** As Node's own stream for a descriptor that is a file: it writes at once, and waits. */
function redirected(fd) {
  return new Writable({
    write(bytes, _encoding, done) {
      writeSync(fd, bytes);
      done();
    },
  });
}

function textCalls(log) {
  return {
    message: () => log("hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      log("first argument: %d, second: %d, third: %d", a, b, c);
    },
    fields: (i) => log(MESSAGE, fields(i)),
  };
}

function jsonCalls(log) {
  const write = (level, msg, fields) =>
    log(JSON.stringify({ level, time: Date.now(), msg, ...fields }));
  return {
    message: () => write("info", "hello world"),
    integers(i) {
      const [a, b, c] = integers(i);
      write("info", `first argument: ${a}, second: ${b}, third: ${c}`);
    },
    fields: (i) => write("info", MESSAGE, fields(i)),
    child: (i) => write("info", MESSAGE, { ...BOUND, ...fields(i) }),
    nested: (i) => write("info", MESSAGE, nested(i)),
    event: (i) => write("info", MESSAGE, nested(i)),
    error() {
      const { name, message, stack, code } = ERROR;
      write("error", FAILURE, { err: { name, message, stack, code } });
    },
    long: () => write("info", LONG),
    unicode: () => write("info", UNICODE),
  };
}

function read(line, format) {
  if (format === "json") {
    const { level, time, msg, ...fields } = JSON.parse(line);
    return { level, message: msg, fields };
  }
  const [message] = line.split(" {");
  return { level: "info", message, fields: readInspected(line.slice(message.length)) };
}
