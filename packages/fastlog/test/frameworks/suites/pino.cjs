// Stands in for the package `pino` in the tests of packages that are written for pino: `pino(options, stream)` makes a
// logger of fastlog. The process has one configuration, so each logger has a target of its own, and one backend gives
// each line to the stream of its target. Everything else is pino's own.
"use strict";

const { configure, logger } = require("fastlog");
const pino = require("pino-itself");

/** Streams by the targets of their loggers. */
const streams = new Map();

const backend = {
  name: "streams",
  submit(chunk) {
    const lines = chunk.content.toString().split("\n").slice(0, -1);
    chunk.release();
    for (const line of lines) {
      const { target } = JSON.parse(line);
      streams.get(target)?.write(`${line}\n`);
    }
  },
  async flush() {},
  flushSync() {},
  async close() {},
  counters: () => ({ errors: {} }),
};

configure({ format: "json", filter: "info", backend, flushOn: "trace" });

function standIn(options, stream) {
  if (typeof options?.write === "function") return standIn({}, options);
  const { name, base, level = "info", customLevels, ...others } = options ?? {};
  const target = `pino${streams.size}`;
  streams.set(target, stream ?? process.stdout);
  const fields = { ...(base === null ? {} : base), ...(name === undefined ? {} : { name }) };
  return logger(target).child(fields, { level, ...others });
}

module.exports = Object.assign(standIn, pino, { pino: standIn, default: standIn });
