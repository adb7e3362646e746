// How long a record takes that is written, and one that the recorder keeps.
//
//   LOG=info LOG_BACKEND=file:///dev/null node recorder-once.js FORMAT off|on|requests        prints JSON: ns a record
//
// `off`: without a recorder. `on`: with one from the start. `requests`: in a context that keeps its records, and in one that
// does not; from the first context on, each record asks for it.
import { writeSync } from "node:fs";
import { configure, dumpRecorder, logger, stats, withContext } from "fastlog";
import { undisturbed } from "../gate/undisturbed.js";
import { BATCH, turn } from "../measure/batch.js";

const BATCHES = 400;
const ROUNDS = 6;

const [, , format, mode] = process.argv;
configure({ format, recorder: mode === "on" ? { for: 0 } : false });
const log = logger("app");
const child = log.child({ tenant: "t17", shard: 4 });
const FIELDS = [
  { status: 200, path: "/api/a", ms: 1.5 },
  { status: 404, path: "/api/b", ms: 0.25 },
];
const written = {
  message: () => log.info("request done"),
  fields: (i) => log.info("request done", FIELDS[i & 1]),
  placeholders: (i) => log.info("{} of {} rows in {}", i, 7, "users"),
  child: () => child.info("request done"),
};
const below = {
  message: () => log.debug("request done"),
  fields: (i) => log.debug("request done", FIELDS[i & 1]),
  placeholders: (i) => log.debug("{} of {} rows in {}", i, 7, "users"),
  child: () => child.debug("request done"),
};
const inContext = (measure, options) => withContext({ reqId: "r1" }, measure, options);

/** For each mode, what is measured of each kind of record. */
const MODES = {
  off: (what) => record(`${what}, written`, written[what]),
  async on(what) {
    await record(`${what}, written beside a recorder`, written[what]);
    await record(`${what}, kept`, below[what]);
  },
  async requests(what) {
    await inContext(() => record(`${what}, written in a context`, written[what]));
    const keeping = () => record(`${what}, kept in a request`, below[what]);
    await inContext(keeping, { recorder: "64kb" });
  },
};

const results = {};
for (let round = 0; round < ROUNDS; round++) {
  for (const what of Object.keys(written)) await MODES[mode](what);
}
if (mode !== "off") {
  const { kept, lost } = stats().recorder;
  if (kept !== ROUNDS * BATCHES * BATCH * Object.keys(below).length || lost > 0) {
    throw new Error(`${kept} records were kept, ${lost} lost`);
  }
}
if (mode === "on" && dumpRecorder() < 1000) throw new Error("hardly anything was kept");
writeSync(1, JSON.stringify(results));

/** Measures some batches, each until the operating system has its records. */
async function record(name, call) {
  const samples = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const before = process.hrtime.bigint();
    for (let i = 0; i < BATCH; i++) call(i);
    await turn();
    samples.push(Number(process.hrtime.bigint() - before) / BATCH);
  }
  results[name] = Math.min(results[name] ?? Infinity, undisturbed(samples));
}
