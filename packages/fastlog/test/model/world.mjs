// A copy of the library, and all that a sequence of commands does with it.
import { createRequire } from "node:module";
import net from "node:net";
import { join } from "node:path";
import timers from "node:timers";
import { LEVELS, MOST_SINKS } from "./commands.mjs";
import { Faults, real } from "./faults.mjs";
import { makeSink, memorySink } from "./sinks.mjs";

const require = createRequire(import.meta.url);
const { setTimeout, setImmediate } = timers;
const { now } = Date;

/** Those of the global functions that tests of programs replace. */
const FAKES = {
  setTimeout: () => ({ unref() {}, ref() {} }),
  setImmediate: () => ({ unref() {} }),
  setInterval() {},
  queueMicrotask() {},
};
const GENUINE = Object.fromEntries(Object.keys(FAKES).map((name) => [name, globalThis[name]]));

const MEMORY = {
  op: "configure",
  sinks: [{ kind: "memory" }],
  format: "json",
  flushOn: "fatal",
  buffer: 400_000,
  hook: "none",
};

/** How many records are logged at the end of the stack. */
const DEEP = 300;

/** What the library should have, and what it is asked to do. */
export class World {
  folder;
  problems = [];
  faults = new Faults();
  /** All that were configured, or may have been. */
  sinks = [];
  /** The last number of a record. */
  logged = 0;
  /** How often a record should be counted by the backends, at least and at the most. */
  least = 0;
  most = 0;
  /** Captures, each with how many records it should have, at least and at the most. */
  captures = [];

  /** Routes that may be in use: each has the least severe level of each of its backends. */
  #routes = [];
  /** What was configured within a record may not have taken effect, for there was no memory. */
  #isUnsure = false;
  /** How often it was configured or closed. */
  #changes = 0;
  #isFilterSet = false;
  #filterFrom = 0;
  #open = [];
  /** Calls into the library, one inside the other. */
  #depth = 0;
  #isDeep = false;
  #made = new Map();
  #hook = "none";

  constructor(folder) {
    this.folder = real.mkdtempSync(join(folder, "world-"));
    for (const path of Object.keys(require.cache)) delete require.cache[path];
    for (const key of Object.getOwnPropertySymbols(globalThis))
      if (/fastlog/.test(String(key))) delete globalThis[key];
    process.removeAllListeners("worker");
    this.f = require("fastlog");
    this.testing = require("fastlog/testing");
    this.log = this.f.logger("app");
    this.child = this.log.child({ a: 1 });
    this.event = this.f.defineEvent("info", "event", {
      type: "object",
      properties: { id: { type: "string" } },
    });
  }

  /** Makes the sinks that the commands name: for what waits, as a server that is to listen. */
  async prepare(commands) {
    for (const command of commands.flatMap(configurationsIn)) {
      const sinks = [];
      for (const entry of command.sinks) sinks.push(await makeSink(entry, this));
      this.#made.set(command, sinks);
    }
    this.#useMemory();
  }

  delay(action, ms) {
    return setTimeout(action, ms);
  }

  turn(action) {
    setImmediate(action);
  }

  /** A port that nobody listens to. */
  async port() {
    const server = net.createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address();
    await new Promise((resolve) => server.close(resolve));
    return port;
  }

  async run(command) {
    const { faults } = this;
    const failed = faults.failed.length;
    faults.on();
    try {
      await this.#do(command);
    } finally {
      faults.off();
    }
    // All that waited for the end of a record is done, unless the stack was full, or there was no memory.
    if (command.op === "deep") return;
    if (faults.failed.length > failed && this.#routes.length > 1) this.#isUnsure = true;
    if (!this.#isUnsure) this.#settleRoutes();
  }

  async #do(command) {
    const { f } = this;
    const { op } = command;
    if (op === "log") this.#logMany(command);
    else if (op === "inside") this.#inside(command);
    else if (op === "configure") this.configure(command);
    else if (op === "fault") this.faults.arm(command);
    else if (op === "deep") this.#deep(command);
    else if (op === "fake") Object.assign(globalThis, command.isOn ? FAKES : GENUINE);
    else if (op === "clock") Date.now = () => now() + command.by;
    else if (op === "filter") this.#setFilter(command.level);
    else if (op === "capture") this.#capture();
    else if (command.what === "flush") await f.flush({ timeout: 20 }).catch(() => {});
    else if (command.what === "close") await this.#close();
    else if (command.what === "closing") this.#close();
    else if (command.what === "turn") await this.turns(1);
    else if (command.what === "restore") this.#open.pop()?.restore();
    else if (command.what === "rename") for (const sink of this.sinks) sink.rename?.();
    else this.#call(command.what);
  }

  /** What is called may be told that there is no memory. */
  #call(name) {
    try {
      this.f[name]();
    } catch (error) {
      if (!this.#mayThrow(error)) this.problems.push(`${name} threw ${error.stack}`);
    }
  }

  end() {
    this.faults.restore();
    real.rmSync(this.folder, { recursive: true, force: true });
  }

  async turns(count) {
    for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Back to a world without faults, but for what waits still. */
  calm() {
    this.faults.disarm();
    Object.assign(globalThis, GENUINE);
    Date.now = now;
    for (const capture of this.#open.splice(0)) capture.restore();
    for (const sink of this.sinks) sink.calm();
  }

  /** Has everything pass again, and go to memory. */
  startAnew() {
    this.#setFilter("trace");
    this.#useMemory();
    this.#settleRoutes();
    return this.sinks.at(-1);
  }

  #useMemory() {
    return this.configure(MEMORY, [memorySink(this)]);
  }

  configure(command, made = this.#made.get(command)) {
    const { f } = this;
    const { sinks: entries, format, flushOn, buffer, hook, isBound = false } = command;
    const backend = made.map(({ backend, fallback }, i) => {
      const { filter, format, buffer, overflow } = entries[i];
      const own = { fallback, filter, format, buffer, overflow };
      return Object.values(own).every((value) => value === undefined)
        ? backend
        : { backend, ...own };
    });
    const route = entries.map(({ filter = "trace" }) => LEVELS.indexOf(filter));
    for (const sink of made) if (!this.sinks.includes(sink)) this.sinks.push(sink);
    const before = this.#routes;
    this.#routes = [...before, route];
    const hookBefore = this.#hook;
    this.#hook = hook;
    const change = ++this.#changes;
    try {
      f.configure({
        backend: backend.length === 1 ? backend[0] : backend,
        format,
        flushOn,
        buffer,
        filter: "trace",
        fields: isBound ? { svc: "m" } : {},
        // From the other copies in this process.
        isolated: true,
        exitTimeout: 20,
        maxRecord: 65_536,
        serializers: { by: (value) => value() },
        onBackendError: () => this.#hooked(),
      });
    } catch (error) {
      this.#routes = before;
      this.#hook = hookBefore;
      // Nothing has changed: a fault keeps a file from being opened, or the stack is full.
      if (!this.#mayThrow(error)) this.problems.push(`configure threw ${error.stack}`);
      return false;
    }
    if (!this.#isFilterSet) this.#filterFrom = 0;
    // A hook may have configured or closed meanwhile: that holds.
    if (this.#depth === 0 && !this.#isDeep && change === this.#changes) {
      this.#routes = [route];
      this.#isUnsure = false;
    }
    return true;
  }

  /** Of a backend of somebody else's, in the middle of a submission. */
  meddle() {
    this.#useMemory();
    this.f.flushSync();
    this.f.reopen();
  }

  /** Logs one record. */
  write(place, level, fields = {}, size = 0) {
    const id = this.#next();
    const { f, log, child, event } = this;
    const more = size === 0 ? fields : { ...fields, more: "x".repeat(size) };
    const at = {
      plain: () => f[level](`id ${id}`, more),
      child: () => child[level](`id ${id}`, more),
      context: () => f.withContext({ c: 1 }, () => log[level](`id ${id}`, more)),
      target: () => f.logger("b")[level]("id {}", id, more),
      event: () => event({ id }),
      error: () => log[level](Object.assign(new Error(`id ${id}`), more)),
      template: () => log[level]`id ${id}`,
      bound: () => log.child({ bound: id, ...more })[level]("bound"),
      at: () => f.log(level, "id {id}", { id, ...more }),
      lazy: () => f[level](() => `id ${id}`),
      many: () => log[level]("id {} {} {} {}", id, 1, "b", { c: 3 }, more),
      later: () =>
        void Promise.resolve().then(() => this.#counted(level, () => log[level](`id ${id}`, more))),
    }[place];
    if (place === "later") at();
    else this.#counted(place === "event" ? "info" : level, at);
  }

  #next() {
    return `#${++this.logged}#`;
  }

  /** Makes a call that logs a record. */
  #counted(level, call) {
    const at = LEVELS.indexOf(level);
    const capture = this.#open.at(-1);
    if (capture !== undefined) {
      capture.least++;
      capture.most++;
    }
    if (capture === undefined && at >= this.#filterFrom) {
      const counts = this.#routes.map((route) => route.filter((from) => at >= from).length);
      this.least += Math.min(...counts);
      // At the end of the stack it is not found out who is to have it: it may be counted as what no backend was given.
      this.most += Math.max(...counts, this.#isDeep ? 1 : 0);
    }
    this.#depth++;
    try {
      call();
    } finally {
      this.#depth--;
    }
  }

  /** The same for a function that is called before it is known where the record goes. */
  #countedLazily(level, call) {
    const { least, most } = this;
    this.#counted(level, call);
    if (this.#routes.length === 1) return;
    this.least = Math.min(this.least, least);
    this.most = Math.max(this.most, most + MOST_SINKS);
  }

  #logMany({ place, level, times, size }) {
    for (let i = 0; i < times; i++) this.write(place, level, {}, size);
  }

  #inside({ act, by, level }) {
    let isFirst = true;
    const value = () => {
      if (!isFirst) return 1;
      isFirst = false;
      this.#act(act, level);
      return 1;
    };
    if (by === "lazy") {
      this.#countedLazily(level, () =>
        this.f[level](() => {
          value();
          // What was logged meanwhile comes before it.
          return `id ${this.#next()}`;
        }),
      );
      return;
    }
    const fields = {
      toJSON: { v: { toJSON: value } },
      getter: { v: Object.defineProperty({}, "g", { get: value, enumerable: true }) },
      serializer: { by: value },
    }[by];
    this.write("plain", level, fields);
  }

  /** What user code does where the library calls it, or at the end of the stack. */
  #act({ act, to }, level) {
    const { f } = this;
    if (act === "log") for (let i = 0; i < 3; i++) this.write("plain", level);
    else if (act === "flushSync") f.flushSync();
    else if (act === "flush") f.flush({ timeout: 20 }).catch(() => {});
    else if (act === "reopen") f.reopen();
    else if (act === "stats") f.stats();
    else if (act === "configure") return this.configure(to);
    else if (act === "close") this.#close();
    else if (act === "setFilter") this.#setFilter("info");
    else if (act === "capture") this.#capture();
    else if (act === "throw") throw new Error("inside");
    else if (act === "overflow") this.#deep({ act: "log", place: "plain", level });
    else if (act === "allocate")
      this.faults.arm({ call: "Buffer.allocUnsafeSlow", kind: "memory", after: 0 });
    return true;
  }

  #hooked() {
    const kind = this.#hook;
    if (kind === "none") return;
    if (kind === "throw") throw new Error("hook");
    // Once: what it does may fail in its turn.
    this.#hook = "none";
    if (kind === "log") this.write("plain", "info");
    else if (kind === "configure") this.#useMemory();
    else if (kind === "close") this.#close();
    else this.#call(kind);
  }

  #setFilter(level) {
    const before = this.#filterFrom;
    const wasSet = this.#isFilterSet;
    try {
      this.f.setFilter(level);
      this.#filterFrom = LEVELS.indexOf(level);
      this.#isFilterSet = true;
    } catch (error) {
      this.#filterFrom = before;
      this.#isFilterSet = wasSet;
      if (!this.#mayThrow(error)) this.problems.push(`setFilter threw ${error.stack}`);
    }
  }

  #capture() {
    try {
      const capture = Object.assign(this.testing.capture(), { least: 0, most: 0 });
      this.#open.push(capture);
      this.captures.push(capture);
    } catch (error) {
      if (!this.#mayThrow(error)) this.problems.push(`capture threw ${error.stack}`);
    }
  }

  #close() {
    // Closed: it is counted once that no backend was given the record.
    const closed = [0];
    this.#changes++;
    this.#routes = [...this.#routes, closed];
    const done = this.f.close().catch(() => {});
    if (this.#depth === 0 && !this.#isDeep) this.#routes = [closed];
    return done;
  }

  /** Calls at the very end of the stack, and on the way back from there. */
  #deep({ act, place, level }) {
    const isOuter = !this.#isDeep;
    this.#isDeep = true;
    let left = DEEP;
    let isDone = act === "log";
    const descend = () => {
      try {
        descend();
      } catch {}
      if (left-- < 0) return;
      const { least, most } = this;
      const capture = this.#open.at(-1);
      const captured = capture?.least;
      try {
        if (!isDone) {
          // Until there is room for it: before that it is begun and not done.
          this.#act(act, level);
          isDone = true;
        } else this.write(NOT_DEEP.includes(place) ? "plain" : place, level);
      } catch {
        // There was no room to begin the call, which is for the caller to know. It may have been counted.
        this.least = least;
        this.most = Math.max(most, this.most) + MOST_SINKS;
        if (capture !== undefined) capture.least = Math.min(capture.least, captured);
      }
    };
    descend();
    if (isOuter) this.#isDeep = false;
  }

  #settleRoutes() {
    this.#routes = this.#routes.slice(-1);
  }

  /** What the end of the stack, and of memory, may throw at whoever calls something else than a log function. */
  #mayThrow(error) {
    return error instanceof RangeError || this.faults.failed.length > 0;
  }
}

/** Those are made of more calls than one, of which only the last one logs. */
const NOT_DEEP = ["later", "context"];

function configurationsIn(command) {
  if (command.op === "configure") return [command];
  return command.act?.to === undefined ? [] : [command.act.to];
}
