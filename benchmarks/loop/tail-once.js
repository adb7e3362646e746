// How long a record takes while somebody reads records through the control socket, beside one that is written and that
// nobody reads.
//
//   LOG=info LOG_BACKEND=file:///dev/null node tail-once.js [FORMAT]        prints JSON: ns a record
//
// The taps are those of a `tail`, with a ring that is emptied between the batches: the socket is the main thread's affair.
import { writeSync } from "node:fs";
import { configure, logger, stats } from "fastlog";
import { undisturbed } from "../gate/undisturbed.js";
import { BATCH, turn } from "../measure/batch.js";

const BATCHES = 400;
const ROUNDS = 6;
/** Bytes of a ring, and of its head. */
const RING = 16 + 262_144;
/** Indexes in the head. */
const CLOSED = 0;
const WRITTEN = 1;
const READ = 2;
const DROPPED = 3;

const [, , format = "json"] = process.argv;
const runtimeKey = Object.getOwnPropertySymbols(globalThis).find(({ description }) =>
  description?.startsWith("fastlog.runtime/"),
);
const runtime = globalThis[runtimeKey]();
configure({ format });
const log = logger("app");
const FIELDS = [
  { status: 200, path: "/api/a", ms: 1.5 },
  { status: 404, path: "/api/b", ms: 0.25 },
];
const written = {
  message: () => log.info("request done"),
  fields: (i) => log.info("request done", FIELDS[i & 1]),
};
const below = {
  message: () => log.debug("request done"),
  fields: (i) => log.debug("request done", FIELDS[i & 1]),
};

/** For each case: what is logged, the taps, whether the ring is emptied, and how many records come of each call. */
const CASES = {
  "below the log, for nobody": [below, { filter: "other=trace" }, 0],
  "written, for nobody": [written, { filter: "other=trace" }, 0],
  "below the log, sent": [below, { filter: "trace" }, 1],
  "written and sent": [written, { filter: "trace" }, 1],
  "written, pattern, no match": [written, { filter: "trace/refused" }, 0],
  "written, pattern, match": [written, { filter: "trace/done" }, 1],
  "below the log, where, no match": [below, { filter: "trace", where: "status>=500" }, 0],
  "below the log, where, match": [below, { filter: "trace", where: "status>=200" }, 1],
  "written, where, no match": [written, { filter: "trace", where: "status>=500" }, 0],
  "written, above the rate": [written, { filter: "trace", rate: 1 }, undefined],
  "written, nobody reads": [written, { filter: "trace", isStalled: true }, 0],
};

const results = {};
let id = 0;
for (const what of ["message", "fields"]) {
  for (let round = 0; round < ROUNDS; round++) {
    if (round === 0) await record(`${what}, never tailed`, written[what]);
    for (const [name, [calls, tap, matches]] of Object.entries(CASES)) {
      if (tap.where !== undefined && what === "message") continue;
      await record(`${what}, written`, written[what]);
      await tapped(`${what}, ${name}`, calls[what], tap, matches);
    }
  }
}
writeSync(1, JSON.stringify(results));

async function tapped(name, call, { isStalled = false, ...tap }, matches) {
  const buffer = new SharedArrayBuffer(RING);
  const head = new Int32Array(buffer, 0, 4);
  const order = { where: undefined, format, color: false, rate: 1_000_000_000, ...tap };
  const until = Number(process.hrtime.bigint()) / 1e6 + 60_000;
  runtime.startTap({ ...order, id: ++id, until, rings: { 0: buffer } });
  let bytes = 0;
  const empty = () => {
    if (isStalled) return;
    bytes += (head[WRITTEN] - head[READ]) >>> 0;
    Atomics.store(head, READ, head[WRITTEN]);
  };
  await record(name, call, empty);
  if (matches !== undefined && bytes > 0 !== matches > 0)
    throw new Error(`${name}: ${bytes} bytes came`);
  if (matches > 0 && head[DROPPED] > 0) throw new Error(`${name}: ${head[DROPPED]} were dropped`);
  Atomics.store(head, CLOSED, 1);
  runtime.stopTap(id);
}

/** Measures some batches, each until the operating system has its records. */
async function record(name, call, between = () => {}) {
  const samples = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const before = process.hrtime.bigint();
    for (let i = 0; i < BATCH; i++) call(i);
    await turn();
    samples.push(Number(process.hrtime.bigint() - before) / BATCH);
    between();
  }
  results[name] = Math.min(results[name] ?? Infinity, undisturbed(samples));
}
if (stats().dropped.total > 0) throw new Error("records of the log were dropped");
