// Runs sequences of calls of the shipped package, each in a runtime of its own, and checks after each that every
// record is written once, in order and whole, or counted, and that the next ones are written.
//
//   node model.mjs FOLDER FROM TO      the sequences of those seeds
//   node model.mjs FOLDER '[[…], …]'   those sequences
//
// Reports on descriptor 3 a line for each that fails: its seed, its commands, and why.
import fs from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import timers from "node:timers";

const require = createRequire(import.meta.url);
const { writeSync, openSync, fstatSync, readFileSync, existsSync } = fs;
const { setTimeout: delay, setImmediate: turn } = timers;
const { allocUnsafeSlow } = Buffer;
const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"];
const [folder, ...which] = process.argv.slice(2);
process.setMaxListeners(0);

/** A generator of numbers below a bound, by a seed. */
function random(seed) {
  let state = seed + 0x6d2b79f5;
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  };
}

const BACKENDS = ["memory", "file", "throwing", "refusing"];
const FAULTS = [
  "write EIO",
  "write EAGAIN",
  "write ENOSPC",
  "write half",
  "open EMFILE",
  "fstat EIO",
  "chunk",
];
const PLACES = [
  "plain",
  "child",
  "context",
  "target",
  "event",
  "error",
  "template",
  "bound",
  "later",
];
const INSIDE = ["log", "flushSync", "configure", "close", "throw", "overflow", "process"];
const DONE = ["flush", "flushSync", "reopen", "turn", "close", "closing", "stats"];

function commandsOf(seed) {
  const next = random(seed);
  const one = (list) => list[next(list.length)];
  const level = () => LEVELS[next(6)];
  const make = () => {
    const kind = next(16);
    if (kind < 5)
      return {
        op: "log",
        place: one(PLACES),
        level: level(),
        times: one([1, 1, 2, 30, 900]),
        size: one([0, 0, 100, 3_000, 30_000]),
      };
    if (kind < 8)
      return {
        op: "inside",
        act: one(INSIDE),
        by: one(["toJSON", "getter", "serializer"]),
        level: level(),
      };
    if (kind < 10)
      return {
        op: "configure",
        backend: one(BACKENDS),
        format: one(["text", "json", "logfmt"]),
        flushOn: one(["fatal", "error", "trace"]),
        buffer: one([0, 65_536, 400_000]),
        hook: one(["none", "log", "throw", "configure"]),
      };
    if (kind < 12) return { op: "fault", fault: one(FAULTS), after: next(3) };
    if (kind === 12) return { op: "overflow", place: one(PLACES), level: level() };
    if (kind === 13) return { op: "fake", isOn: next(2) === 0 };
    return { op: "done", what: one(DONE) };
  };
  return Array.from({ length: 3 + next(14) }, make);
}

const FAKES = {
  setTimeout: () => ({ unref() {}, ref() {} }),
  setImmediate: () => ({ unref() {} }),
  setInterval() {},
  queueMicrotask() {},
};
const real = Object.fromEntries(Object.keys(FAKES).map((name) => [name, globalThis[name]]));

class World {
  /** Records that were logged, and calls that threw. */
  logged = 0;
  problems = [];
  /** Where records went: what reads each, by lines. */
  sinks = [];
  files = 0;
  #fault = { kind: "", left: 0 };

  constructor(seed) {
    this.seed = seed;
    for (const path of Object.keys(require.cache)) delete require.cache[path];
    for (const key of Object.getOwnPropertySymbols(globalThis))
      if (/fastlog/.test(String(key))) delete globalThis[key];
    this.f = require("fastlog");
    this.log = this.f.logger("app");
    this.child = this.log.child({ a: 1 });
    this.done = this.f.defineEvent("info", "event", {
      type: "object",
      properties: { id: { type: "string" } },
    });
    this.#inject();
    this.configure({
      backend: "memory",
      format: "json",
      flushOn: "fatal",
      buffer: 400_000,
      hook: "none",
    });
  }

  #inject() {
    const fails = (kind) => this.#fault.kind.startsWith(kind) && this.#fault.left-- === 0;
    const failure = (call) => {
      const code = this.#fault.kind.split(" ")[1];
      return Object.assign(new Error(`${code}: ${call}`), { code, syscall: call });
    };
    fs.writeSync = (fd, bytes, ...rest) => {
      if (fd <= 3 || !fails("write")) return writeSync(fd, bytes, ...rest);
      if (this.#fault.kind === "write half")
        return writeSync(fd, bytes.subarray(0, bytes.length >> 1));
      throw failure("write");
    };
    fs.openSync = (...args) => {
      if (fails("open")) throw failure("open");
      return openSync(...args);
    };
    fs.fstatSync = (...args) => {
      if (fails("fstat")) throw failure("fstat");
      return fstatSync(...args);
    };
    Buffer.allocUnsafeSlow = (size) => {
      if (fails("chunk")) throw new RangeError("Array buffer allocation failed");
      return allocUnsafeSlow(size);
    };
  }

  configure({ backend: kind, format, flushOn, buffer, hook }) {
    const { f } = this;
    const backend = this.make(kind);
    const hooks = {
      none: () => {},
      log: () => this.write("plain", "info"),
      throw: () => {
        throw new Error("hook");
      },
      configure: () =>
        this.configure({ backend: "memory", format: "json", flushOn, buffer, hook: "none" }),
    };
    try {
      f.configure({
        backend,
        format,
        flushOn,
        buffer,
        filter: "trace",
        exitTimeout: 1,
        maxRecord: 65_536,
        serializers: { by: (value) => value() },
        onBackendError: hooks[hook],
      });
    } catch (error) {
      // A fault may keep a file from being opened: then nothing has changed.
      if (!("code" in error)) this.problems.push(`configure: ${error.stack}`);
    }
  }

  make(kind) {
    this.kind = kind;
    const { f } = this;
    if (kind === "memory") {
      const backend = f.memory();
      this.sinks.push({ kind, lines: () => backend.lines });
      return backend;
    }
    if (kind === "file") {
      const path = join(folder, `${process.pid}-${this.seed}-${this.files++}.log`);
      this.sinks.push({
        kind,
        lines: () => (existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : []),
      });
      return `file://${path}`;
    }
    const lines = [];
    let calls = 0;
    this.sinks.push({ kind, lines: () => lines });
    return {
      name: kind,
      submit(chunk) {
        if (++calls % 3 === 0) {
          if (kind === "throwing") throw new Error("no");
          chunk.discard("refused");
          return;
        }
        lines.push(...chunk.content.toString().split("\n").slice(0, -1));
        chunk.release();
      },
      async flush() {},
      flushSync() {},
      async close() {},
    };
  }

  /** Logs one record. */
  write(place, level, fields = {}, size = 0) {
    const id = `#${++this.logged}#`;
    const { f, log, child, done } = this;
    const more = size === 0 ? fields : { ...fields, more: "x".repeat(size) };
    const at =
      place === "event"
        ? () => done({ id })
        : {
            plain: () => f[level](`id ${id}`, more),
            child: () => child[level](`id ${id}`, more),
            context: () => f.withContext({ c: 1 }, () => log[level](`id ${id}`, more)),
            target: () => f.logger("b")[level]("id {}", id, more),
            error: () => log[level](Object.assign(new Error(`id ${id}`), more)),
            template: () => log[level]`id ${id}`,
            bound: () => log.child({ bound: id, ...more })[level]("bound"),
            later: () => void Promise.resolve().then(() => log[level](`id ${id}`, more)),
          }[place];
    at();
  }

  inside({ act, by, level }) {
    const { f } = this;
    let isFirst = true;
    const value = () => {
      if (!isFirst) return 1;
      isFirst = false;
      if (act === "log") for (let i = 0; i < 3; i++) this.write("plain", level);
      if (act === "flushSync") f.flushSync();
      if (act === "configure")
        this.configure({
          backend: "memory",
          format: "text",
          flushOn: "fatal",
          buffer: 65_536,
          hook: "none",
        });
      if (act === "close") f.close().catch(() => {});
      if (act === "throw") throw new Error("inside");
      if (act === "overflow") this.overflow({ place: "plain", level });
      if (act === "process") f.stats();
      return 1;
    };
    const fields = {
      toJSON: { v: { toJSON: value } },
      getter: { v: Object.defineProperty({}, "g", { get: value, enumerable: true }) },
      serializer: { by: value },
    }[by];
    this.write("plain", level, fields);
  }

  overflow({ place, level }) {
    // A write that went well may be taken for one that failed where the stack ends in the middle of it.
    if (this.kind === "file") return;
    let left = 300;
    const descend = () => {
      try {
        descend();
      } catch {}
      if (left-- < 0) return;
      try {
        this.write(place === "later" || place === "context" ? "plain" : place, level);
      } catch {
        // There was no room to begin the call, which is for the caller to know.
        this.threw++;
      }
    };
    descend();
  }
  threw = 0;

  async run({ op, ...command }) {
    const { f } = this;
    if (op === "log")
      for (let i = 0; i < command.times; i++)
        this.write(command.place, command.level, {}, command.size);
    else if (op === "inside") this.inside(command);
    else if (op === "configure") this.configure(command);
    else if (op === "fault") this.#fault = { kind: command.fault, left: command.after };
    else if (op === "overflow") this.overflow(command);
    else if (op === "fake") Object.assign(globalThis, command.isOn ? FAKES : real);
    else if (command.what === "flush") await f.flush({ timeout: 50 }).catch(() => {});
    else if (command.what === "close") await f.close().catch(() => {});
    else if (command.what === "closing") f.close().catch(() => {});
    else if (command.what === "turn") await new Promise((resolve) => turn(resolve));
    else f[command.what]();
  }

  count() {
    const { backends, retired, dropped } = this.f.stats();
    return [...backends, retired].reduce(
      (sum, { records, dropped, notices }) => sum + records + dropped - notices,
      dropped,
    );
  }

  async check() {
    const { f } = this;
    this.#fault = { kind: "", left: 0 };
    Object.assign(globalThis, real);
    await new Promise((resolve) => turn(resolve));
    await f.flush({ timeout: 500 }).catch(() => {});
    this.configure({
      backend: "memory",
      format: "json",
      flushOn: "fatal",
      buffer: 400_000,
      hook: "none",
    });
    await f.flush({ timeout: 500 }).catch(() => {});
    for (let i = 0; i < 20; i++) this.write("plain", "info");
    const firstOfLast = this.logged - 19;
    await f.flush({ timeout: 500 }).catch(() => {});
    await f.close().catch(() => {});
    await new Promise((resolve) => delay(resolve, 1));
    const counted = this.count();
    // A call that threw may have been counted, or not.
    if (counted < this.logged - this.threw || counted > this.logged)
      this.problems.push(
        `${this.logged} logged, ${this.threw} threw, ${counted} counted: ${JSON.stringify(f.stats())}`,
      );
    const seen = new Set();
    for (const { kind, lines } of this.sinks) {
      let last = 0;
      for (const line of lines()) {
        const ids = line.match(/#(\d+)#/g);
        if (ids === null) {
          if (!/records? dropped|could not be encoded/.test(line))
            this.problems.push(`${kind}: no record: ${JSON.stringify(line.slice(0, 300))}`);
          continue;
        }
        const id = Number(ids[0].slice(1, -1));
        if (seen.has(id))
          this.problems.push(
            `${kind}: record ${id} is there twice: ${lines()
              .filter((l) => l.includes(`#${id}#`))
              .map((l) => `${l.slice(0, 200)} of ${l.length}`)}`,
          );
        if (id <= last) this.problems.push(`${kind}: record ${id} comes after ${last}`);
        seen.add(id);
        last = id;
      }
    }
    for (let id = firstOfLast; id <= this.logged; id++)
      if (!seen.has(id)) this.problems.push(`record ${id} of the last ones is not there`);
    return this.problems;
  }
}

async function sequence(seed, commands) {
  const world = new World(seed);
  try {
    for (const command of commands) await world.run(command);
    await world.check();
  } catch (error) {
    world.problems.push(`threw: ${error?.stack}`);
  }
  if (world.problems.length > 0)
    writeSync(3, `${JSON.stringify({ seed, commands, problems: world.problems.slice(0, 5) })}\n`);
}

/** What is run, for who dies of it. */
let failed;
process.on("uncaughtException", (error) => {
  writeSync(
    3,
    `${JSON.stringify({ seed: failed?.seed, commands: failed?.commands, problems: [`uncaught: ${error?.stack}`] })}\n`,
  );
  process.exit(1);
});
if (which.length === 1) {
  for (const commands of JSON.parse(which[0])) {
    failed = { seed: -1, commands };
    await sequence(-1, commands);
  }
} else {
  for (let seed = Number(which[0]); seed < Number(which[1]); seed++) {
    failed = { seed, commands: commandsOf(seed) };
    await sequence(seed, failed.commands);
  }
}
writeSync(3, "done\n");
process.exit();
