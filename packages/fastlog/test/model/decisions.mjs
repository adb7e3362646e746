// Runs random programs that decide in many ways which of their records are written, each with a copy of the shipped package:
// filters, leases by the control socket, limits, samples, repeats, bridges, tracepoints, and clients that read a tail. Each
// record that passed the filter is accounted for once: it is in the log, or told as held back, as left out by a sample or as
// a repeat; and each is in each tail that asked for it, or told as dropped.
//
//   node decisions.mjs FOLDER FROM TO              the programs of those seeds
//   node decisions.mjs FOLDER '[{"commands":[…]}]' those programs
//
// Reports on descriptor 3 a line for each that fails: its seed, its commands, and what was broken.
import { mkdtempSync, rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { LEVELS } from "./commands.mjs";
import { drawer } from "./random.mjs";
import { TailClient } from "./tail-client.mjs";

const require = createRequire(import.meta.url);
const debug = require("debug");
process.setMaxListeners(0);

const SPECS = [
  ...[
    "info",
    "trace",
    "warn",
    "off",
    "info,app=trace",
    "debug,db=off,con=error",
    "error,dbg=debug",
  ],
  ...["trace@3/h", "info,app=debug@2/h", "debug@40%", "trace,db=trace@1/s,tp=off", "trace/x"],
];
/** Filters of leases, which have no limits. */
const OPENING = ["app=trace", "trace", "db=debug,tp=trace", "warn", "dbg=trace/x"];
const WAYS = {
  plain: 6,
  child: 2,
  limited: 3,
  every: 2,
  once: 2,
  prefixed: 1,
  console: 3,
  debug: 3,
  tracepoint: 3,
  event: 2,
};
const CONSOLE = { debug: "debug", info: "info", warn: "warn", error: "error" };

/** A program by its seed. */
function programOf(seed) {
  const draw = drawer(seed);
  return { commands: Array.from({ length: 4 + draw.next(16) }, () => command(draw)) };
}

function command({ next, one, weighed }) {
  const op = weighed({
    log: 20,
    filter: 2,
    lease: 3,
    drop: 2,
    replace: 2,
    tail: 3,
    untail: 2,
    configure: 4,
    attach: 1,
    detach: 1,
    turn: 3,
    flush: 1,
  });
  switch (op) {
    case "log":
      return {
        ...{ op, way: weighed(WAYS), level: one(LEVELS), target: one(["app", "db"]) },
        ...{ times: one([1, 1, 2, 5, 40, 3000]), isSame: next(4) === 0 },
      };
    case "filter":
    case "replace":
      return { op, spec: one(SPECS), isForATime: next(2) === 0 };
    case "lease":
      return { op, spec: one(OPENING), id: one(["a", "b"]) };
    case "drop":
      return { op, id: one(["a", "b"]) };
    case "tail":
      return {
        ...{ op, filter: one(["trace", "info,app=trace", "db=debug", "trace/x", "con=info"]) },
        where: one([undefined, undefined, "n >= 2", "missing = 1 or target = app"]),
      };
    case "configure":
      return {
        ...{ op, limit: one([false, false, "2/h", "1/s"]), sample: one([false, false, 0.4]) },
        repeats: one([false, false, "1h", "1ms"]),
      };
    default:
      return { op };
  }
}

/** The library, what it is asked to do, and what of the records should be where. */
class Program {
  problems = [];
  /** Numbers of the records that passed the filter, and how many without a number did. */
  passed = [];
  unnumbered = 0;
  tails = [];
  #logged = 0;
  #filter;
  #replacement;
  #leases = new Map();
  #isAttached = false;
  #detach;

  constructor(folder) {
    for (const path of Object.keys(require.cache)) {
      if (path.includes("fastlog")) delete require.cache[path];
    }
    for (const key of Object.getOwnPropertySymbols(globalThis))
      if (/fastlog/.test(String(key))) delete globalThis[key];
    process.removeAllListeners("worker");
    this.f = require("fastlog");
    const { bridge } = require("fastlog/bridge");
    this.points = require("fastlog/tracepoint");
    this.parse = require("fastlog/filter").parseFilter;
    this.folder = mkdtempSync(join(folder, "d-"));
    this.backend = this.f.memory();
    this.path = join(this.folder, "s");
    this.#filter = this.parse("info").filter;
    this.f.configure({
      ...{ backend: this.backend, format: "json", filter: "info", isolated: true },
      control: this.path,
    });
    this.bridge = bridge({
      console: { target: "con", levels: { debug: "debug" } },
      debug: { target: () => "dbg", copies: [debug] },
    });
    this.debug = debug("some:space");
    this.point = this.points.tracepoint("tp::a", ["id", "n"]);
    this.event = this.f.defineEvent("info", "event x", {
      type: "object",
      properties: { id: { type: "string" }, n: { type: "number" } },
    });
  }

  async run(command) {
    const { f } = this;
    const { op, spec, id } = command;
    if (op === "log") for (let i = 0; i < command.times; i++) this.#log(command);
    else if (op === "filter") {
      f.setFilter(spec);
      this.#filter = this.parse(spec).filter;
      // A change for good ends one for a time.
      this.#replacement = undefined;
    } else if (op === "replace") {
      await this.#ask({ do: "filter", spec, ...(command.isForATime && { for: "1h" }) });
      const { filter } = this.parse(spec);
      this.#replacement = command.isForATime ? filter : undefined;
      if (!command.isForATime) this.#filter = filter;
    } else if (op === "lease") {
      await this.#ask({ do: "level", spec, id, for: "1h" });
      this.#leases.set(id, this.parse(spec).filter);
    } else if (op === "drop") {
      if (this.#leases.delete(id)) await this.#ask({ do: "level", drop: id });
    } else if (op === "tail") await this.#tail(command);
    else if (op === "untail") await this.tails.findLast((tail) => tail.isOpen)?.stop();
    else if (op === "configure") {
      const { limit, sample, repeats } = command;
      f.configure({ limit, sample, repeats });
    } else if (op === "attach") {
      this.#detach?.();
      this.#detach = this.points.attach("tp::*");
      this.#isAttached = true;
    } else if (op === "detach") {
      this.#detach?.();
      this.#isAttached = false;
    } else if (op === "flush") await f.flush();
    else await new Promise((resolve) => setImmediate(resolve));
  }

  async end() {
    for (const tail of this.tails) await tail.stop();
    this.#detach?.();
    this.client?.end();
    await this.f.close();
    this.f.configure({ control: false });
    this.bridge.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  async #ask(request) {
    this.client ??= await TailClient.connect(this.path);
    const answer = await this.client.ask(request);
    if (answer.ok !== true) this.problems.push(`${JSON.stringify(request)}: ${answer.message}`);
  }

  async #tail({ filter, where }) {
    if (this.tails.filter((tail) => tail.isOpen).length > 2) return;
    const tail = await TailClient.connect(this.path);
    await tail.start({ filter, where, rate: 1_000_000, max: 1_000_000, for: "1h" });
    this.tails.push(Object.assign(tail, { filter: this.parse(filter).filter, where, expected: 0 }));
  }

  /** Logs one record. */
  #log({ way, level: named, target: name, isSame }) {
    const { f } = this;
    const n = this.#logged % 5;
    const id = isSame ? "same" : `#${++this.#logged}#`;
    const log = f.logger(name);
    const fields = { id, n };
    const [level, target, message] = {
      console: [CONSOLE[named] ?? "info", "con", `x ${id}`],
      debug: ["debug", "dbg", `x ${id}`],
      tracepoint: ["trace", "tp::a", "tp::a"],
      event: ["info", name, "event x"],
      prefixed: [named, name, `x some ${id}`],
    }[way] ?? [named, name, n % 2 === 0 ? "x some" : "y some"];
    this.#expect(LEVELS.indexOf(level), target, message, way, n, isSame);
    if (way === "console") console[CONSOLE[named] ?? "info"](`x ${id}`);
    else if (way === "debug") this.debug("x %s", id);
    else if (way === "tracepoint") this.point(id, n);
    else if (way === "event") this.event(fields, log);
    else if (way === "prefixed") log.child({}, { msgPrefix: "x " })[level](`some ${id}`);
    else if (way === "child") log.child(fields)[level](message);
    else if (way === "limited") log.limit("2/h")[level](message, fields);
    else if (way === "every") log.every(3)[level](message, fields);
    else if (way === "once") log.once()[level](message, fields);
    else log[level](message, fields);
  }

  #expect(level, target, message, way, n, isSame) {
    const name = LEVELS[level];
    const base = this.#replacement ?? this.#filter;
    const isForced = way === "tracepoint" && this.#isAttached;
    const all = [base, ...this.#leases.values()];
    if (isForced || all.some((filter) => filter.matches(target, name, message))) {
      if (isSame) this.unnumbered++;
      else this.passed.push(this.#logged);
    }
    for (const tail of this.tails) {
      if (!tail.isOpen || !tail.filter.matches(target, name, message)) continue;
      const hasNumber = !["console", "debug", "prefixed"].includes(way);
      const isMet = {
        "n >= 2": hasNumber && n >= 2,
        "missing = 1 or target = app": target === "app",
      };
      if (tail.where === undefined || isMet[tail.where]) tail.expected++;
    }
  }

  check() {
    const { problems, backend, passed, unnumbered } = this;
    const records = backend.lines.map((line) => JSON.parse(line));
    const held = sum(records, "heldBack");
    const repeated = sum(records, "repeated");
    const own = records.filter((record) => record.target !== "fastlog" && !isNotice(record));
    const ids = own.map(idOf).filter((id) => id !== undefined);
    const { heldBack, dropped } = this.f.stats();
    const known = new Set(passed);
    const last = { id: 0 };
    for (const id of ids) {
      if (!known.has(id)) problems.push(`record ${id} is there, and the filter stops it`);
      if (id <= last.id) problems.push(`record ${id} comes after ${last.id}`);
      last.id = id;
    }
    const all = passed.length + unnumbered;
    const told = { written: own.length, held, sampled: heldBack.sampled, repeated, dropped };
    const accounted = Object.values(told).reduce((one, other) => one + other, 0);
    if (accounted !== all)
      problems.push(`${all} passed, accounted for are ${JSON.stringify(told)}`);
    if (heldBack.limited !== held)
      problems.push(`${heldBack.limited} are counted as held back, and ${held} told`);
    for (const { expected, lines, dropped, filter } of this.tails) {
      const ids = lines.map(idOf).filter((id) => id !== undefined);
      if (lines.length + dropped !== expected)
        problems.push(`tail ${filter.spec}: ${lines.length} and ${dropped} dropped of ${expected}`);
      if (ids.some((id, i) => i > 0 && id <= ids[i - 1])) problems.push("a tail is out of order");
    }
  }
}

const sum = (records, name) => records.reduce((all, record) => all + (record[name] ?? 0), 0);

/** Whether a record tells of others. One of the program's own may tell in a field, too. */
function isNotice({ msg, id }) {
  return id === undefined && /(?:was|were) held back in|^last message repeated/.test(msg);
}

function idOf({ id, msg }) {
  const found = /#(\d+)#/.exec(`${id} ${msg}`)?.[1];
  return found === undefined ? undefined : Number(found);
}

function report(failure) {
  writeSync(3, `${JSON.stringify(failure)}\n`);
}

async function run(folder, sequence) {
  const program = new Program(folder);
  try {
    for (const command of sequence.commands) await program.run(command);
    await program.end();
    program.check();
  } catch (error) {
    program.problems.push(`threw: ${error?.stack}`);
  }
  const { problems } = program;
  if (problems.length > 0) report({ ...sequence, problems: problems.slice(0, 5) });
}

const [folder, ...which] = process.argv.slice(2);
if (which.length === 1) for (const sequence of JSON.parse(which[0])) await run(folder, sequence);
else
  for (let seed = Number(which[0]); seed < Number(which[1]); seed++)
    await run(folder, { seed, ...programOf(seed) });
writeSync(3, "done\n");
process.exit();
