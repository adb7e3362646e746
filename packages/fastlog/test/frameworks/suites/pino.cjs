// Stands in for the package `pino` in the tests of packages that are written for pino: `pino(options, stream)` makes a
// logger of fastlog. The process has one configuration, so each logger has a target of its own, and one backend gives
// each line, without the target, to the stream of that logger. Everything else is pino's own.
"use strict";

const { configure, createLevels, logger } = require("fastlog");
const pino = require("pino-itself");

/** Streams by the targets of their loggers. */
const streams = new Map();

const backend = {
  name: "streams",
  submit(chunk) {
    const lines = chunk.content.toString().split("\n").slice(0, -1);
    chunk.release();
    for (const line of lines) {
      const [envelope, target] = /^\{"target":"(\w+)",/.exec(line);
      streams.get(target)?.write(`{${line.slice(envelope.length)}\n`);
    }
  },
  async flush() {},
  flushSync() {},
  async close() {},
  counters: () => ({ errors: {} }),
};

function standIn(options, stream) {
  if (typeof options?.write === "function") return standIn({}, options);
  const { name, base, level = "info", customLevels, ...others } = options ?? {};
  if (customLevels !== undefined) createLevels(customLevels);
  configure({ format: { json: shapeOf(options ?? {}) }, backend, flushOn: "trace" });
  const target = `pino${streams.size}`;
  streams.set(target, stream ?? process.stdout);
  const { pid: _, hostname: __, ...fields } = base ?? {};
  if (name !== undefined) fields.name = name;
  return logger(target).child(fields, { level, ...others });
}

/** The shape of JSON that options of pino ask for. It is that of the process: the logger that was made last has it. */
function shapeOf({ base, messageKey, timestamp, formatters }) {
  const shape = { order: ["target"], hrtime: false, tag: false };
  if (messageKey !== undefined) shape.msg = messageKey;
  if (base !== undefined) {
    for (const key of ["pid", "hostname"]) if (!(key in (base ?? {}))) shape[key] = false;
  }
  if (timestamp === false) shape.time = false;
  if (typeof timestamp === "function") {
    const [key] = Object.keys(JSON.parse(`{${timestamp().slice(1)}}`));
    shape.time = { key, form: "ms" };
  }
  if (formatters?.level !== undefined) shape.level = levelShape(formatters.level);
  return shape;
}

function levelShape(formatter) {
  let key = "level";
  const form = {};
  for (const [label, number] of Object.entries(pino.levels.values)) {
    [[key, form[label]]] = Object.entries(formatter(label, number));
  }
  return { key, form };
}

module.exports = Object.assign(standIn, pino, { pino: standIn, default: standIn });
