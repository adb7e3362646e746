// Draws sequences of commands by seeds.
import { FAILURES } from "./faults.mjs";
import { drawer } from "./random.mjs";

export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"];

/** How many sinks there may be side by side. */
export const MOST_SINKS = 3;

/** How records are logged. */
const PLACES = {
  plain: 4,
  child: 2,
  context: 2,
  target: 2,
  event: 2,
  error: 2,
  template: 2,
  bound: 2,
  at: 1,
  lazy: 1,
  many: 1,
  later: 1,
};
/** What user code does that is called by the library. */
const ACTS = {
  log: 4,
  flushSync: 2,
  flush: 1,
  configure: 3,
  reopen: 1,
  close: 2,
  setFilter: 1,
  capture: 1,
  stats: 1,
  throw: 2,
  overflow: 1,
  allocate: 1,
};
/** What of it is called where. */
const BY = ["toJSON", "getter", "serializer", "lazy"];
const HOOKS = { none: 6, log: 2, throw: 1, configure: 2, close: 1, reopen: 1, flushSync: 1 };

/** Where records go. The weights say how often each is drawn. */
const SINKS = {
  memory: 4,
  file: 6,
  rotating: 5,
  withFallback: 3,
  throwing: 1,
  refusing: 1,
  holding: 2,
  rejecting: 1,
  meddling: 1,
  unix: 2,
  tcp: 1,
  udp: 1,
};
const ALL = ["block", "drop-newest", "drop-oldest"];
const DROPPING = ["drop-newest", "drop-oldest"];
/** What each may do where its buffer is full, where that is not to drop the newest ones only. */
const OVERFLOWS = { file: ALL, rotating: ALL, holding: DROPPING, unix: DROPPING, tcp: DROPPING };
const PEERS = { steady: 3, resetting: 2, stalling: 2, late: 2 };
const DONE = {
  flush: 3,
  flushSync: 2,
  reopen: 2,
  turn: 4,
  close: 1,
  closing: 1,
  stats: 1,
  restore: 2,
  rename: 2,
};

/** One sequence: its commands, and what picks the call of it that is to fail. */
export function sequenceOf(seed) {
  const draw = drawer(seed);
  const { next } = draw;
  const commands = [configured(draw)];
  for (let left = 2 + next(12); left > 0; left--) commands.push(command(draw));
  return { commands, pick: next(1_000_000) };
}

function command(draw) {
  const { next, one, weighed } = draw;
  const level = () => one(LEVELS);
  switch (
    weighed({
      log: 8,
      inside: 5,
      configure: 4,
      fault: 4,
      deep: 2,
      fake: 1,
      clock: 1,
      filter: 1,
      capture: 1,
      done: 6,
    })
  ) {
    case "log": {
      const size = one([0, 0, 0, 100, 3_000, 30_000]);
      const times = Math.min(one([1, 1, 2, 30, 400]), size === 0 ? 400 : 300_000 / size);
      return { op: "log", place: weighed(PLACES), level: level(), times: Math.ceil(times), size };
    }
    case "inside":
      return { op: "inside", act: acted(draw), by: one(BY), level: level() };
    case "configure":
      return configured(draw);
    case "fault": {
      const call = one(["writeSync", "writeSync", "writeSync", ...Object.keys(FAILURES)]);
      const times = one([1, 1, 2, 30]);
      return { op: "fault", call, kind: one(FAILURES[call]), after: next(3), times };
    }
    case "deep":
      return {
        op: "deep",
        act: one(["log", "log", "log", acted(draw)]),
        place: weighed(PLACES),
        level: level(),
      };
    case "fake":
      return { op: "fake", isOn: next(3) > 0 };
    case "clock":
      return { op: "clock", by: one([-86_400_000, -1000, -1, 1, 1000, 86_400_000]) };
    case "filter":
      return { op: "filter", level: level() };
    case "capture":
      return { op: "capture" };
    default:
      return { op: "done", what: weighed(DONE) };
  }
}

/** An act, with all that it may need. */
function acted(draw) {
  const act = draw.weighed(ACTS);
  return act === "configure" ? { act, to: configured(draw) } : { act };
}

function configured(draw) {
  const { next, one, weighed } = draw;
  const sink = (isAlone) => {
    const kind = weighed(SINKS);
    const entry = { kind };
    if (["unix", "tcp", "withFallback"].includes(kind)) entry.peer = weighed(PEERS);
    if (!isAlone || next(8) === 0) {
      if (next(2) === 0) entry.filter = one(LEVELS);
      if (next(2) === 0) entry.format = one(["text", "json", "logfmt", "syslog"]);
      if (next(3) === 0) entry.buffer = one([0, 65_536, 400_000]);
      if (next(3) === 0) entry.overflow = one(OVERFLOWS[kind] ?? ["drop-newest"]);
    }
    return entry;
  };
  const count = one([1, 1, 1, 2, MOST_SINKS]);
  return {
    op: "configure",
    sinks: Array.from({ length: count }, () => sink(count === 1)),
    format: one(["text", "json", "logfmt", "syslog"]),
    flushOn: one(["fatal", "error", "trace"]),
    buffer: one([0, 65_536, 400_000]),
    hook: weighed(HOOKS),
    isBound: next(6) === 0,
  };
}
