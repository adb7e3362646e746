import { openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { BATCH } from "../measure/batch.js";
import { SCENARIOS } from "../records/scenarios.js";

const monotonic = process.hrtime.bigint;

/**
 * The least that a logger in this process can do: it reads the clock, copies a finished line as fastlog
 * writes it, and writes what one turn gathered. Its disabled call is an empty function.
 *
 * @type {import("./logger.js").Contender}
 */
export const floor = {
  name: "floor: clock + copy + write",
  formats: ["json", "text"],
  kinds: ["file", "stdout"],
  async open({ kind, path }, format) {
    const fd = kind === "file" ? openSync(path, "a") : 1;
    const calls = { disabled() {} };
    const ends = [];
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      const { log, flush } = copies(fd, format === "json" ? json(scenario) : text(scenario));
      calls[name] = log;
      ends.push(flush);
    }
    const flush = () => {
      for (const end of ends) end();
    };
    return { ...calls, flush, close: flush };
  },
};

function copies(fd, line) {
  const chunk = Buffer.allocUnsafeSlow(BATCH * line.length);
  let end = 0;

  function seal() {
    if (end > 0) writeSync(fd, chunk, 0, end);
    end = 0;
  }

  return {
    log() {
      if (end === 0) setImmediate(seal);
      if (end === chunk.length) seal();
      monotonic();
      chunk.set(line, end);
      end += line.length;
    },
    flush: seal,
  };
}

/** The line of a number in the middle, as long as most. */
const TYPICAL = 10_000;

function json({ level, message, fields }) {
  const head = {
    level: level === "error" ? 50 : 30,
    time: Date.now(),
    hrtime: Number(monotonic()),
  };
  const who = { pid: process.pid, hostname: hostname(), tag: "main", msg: message(TYPICAL) };
  return Buffer.from(`${JSON.stringify({ ...head, ...who, ...fields(TYPICAL) })}\n`);
}

function text({ level, message, fields }) {
  const start = [new Date().toISOString(), monotonic(), process.pid, level.toUpperCase(), "main"];
  const pairs = Object.entries(fields(TYPICAL)).map(([name, value]) => ` ${name}=${value}`);
  return Buffer.from(`${[...start, message(TYPICAL)].join("\t")}${pairs.join("")}\n`);
}
