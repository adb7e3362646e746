// How long a record of a scenario takes, from the call until the operating system has it, for all contenders in one
// process.
//
//   node --expose-gc calls-once.js SCENARIO FORMAT PATH ROUNDS CONTENDER… 3>results
//
// A contender may be followed by another scenario: `fastlog/named`. To descriptor 3 it writes JSON: ns a record and CPU
// time for each of them, and how many records were logged and delivered.
import { statSync, truncateSync, writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Bench } from "tinybench";
import { contender } from "../loggers/all.js";
import { BATCH, turn } from "../measure/batch.js";
import { least } from "../measure/statistics.js";
import { delivered, settled } from "../records/delivered.js";
import { SCENARIOS } from "../records/scenarios.js";

/** Milliseconds a task: short, so that each contender finds a quiet moment in some round. */
const TIME = 20;
/** Milliseconds until the threads that collect garbage are done. */
const SETTLE = 10;

const [, , scenario, format, path, rounds, ...names] = process.argv;
const isFile = !statSync(path).isCharacterDevice();
/** Some loggers are configured for the whole process, so that each is opened once. */
const opened = {};
const all = [];
for (const name of names) all.push(await begin(name));

for (let round = 0; round < Number(rounds); round++) {
  // A disturbance hits all of them, and none is always first.
  const first = round % all.length;
  // Reading every line takes long; they are counted each time.
  const isProven = round === 0 || round === Number(rounds) - 1;
  await measure([...all.slice(first), ...all.slice(0, first)], isProven);
}

const results = all.map(({ name, walls, cpus, logged, arrived }) => [
  name,
  { wall: least(walls), cpu: least(cpus), logged, arrived },
]);
writeSync(3, JSON.stringify(Object.fromEntries(results)));
// Some loggers' threads do not end by themselves.
process.exit();

async function begin(name) {
  const [id, what = scenario] = name.split("/");
  const { open, read, formats } = await contender(id);
  // A logger without text stands beside the others with its JSON.
  const own = formats.includes(format) ? format : formats[0];
  opened[id] ??= await open({ kind: "file", path }, own, SCENARIOS[scenario].settings);
  // A module of its own for each.
  const { loop } = await import(`./loop.js?${name}`);
  return {
    name,
    what,
    flush: opened[id].flush,
    loop: loop(opened[id], what),
    read: read && ((line) => read(line, own)),
    walls: [],
    cpus: [],
    logged: 0,
    arrived: 0,
  };
}

async function measure(order, isProven) {
  globalThis.gc();
  await wait(SETTLE);
  const bench = new Bench({
    time: TIME,
    iterations: 1,
    warmupTime: 2,
    warmupIterations: 2,
    throws: true,
  });
  for (const one of order) addTask(bench, one, isProven);
  await bench.run();
  for (const { name, walls } of order) {
    // The mean, not the median: garbage collection is part of a record's cost.
    walls.push((bench.getTask(name).result.latency.mean * 1e6) / BATCH);
  }
}

function prove({ name, what, read }) {
  try {
    delivered(path, what, read);
  } catch (cause) {
    throw new Error(`${name}: what was delivered is not what was logged`, { cause });
  }
}

function addTask(bench, one, isProven) {
  const { name, flush, loop, cpus } = one;
  let logged = 0;
  let before;
  const task = async () => {
    loop.batch();
    logged += BATCH;
    await turn();
  };
  bench.add(name, task, {
    async: true,
    async beforeAll() {
      await flush();
      if (isFile) truncateSync(path);
      loop.restart();
      logged = 0;
      before = process.cpuUsage();
    },
    async afterAll() {
      const { user, system } = process.cpuUsage(before);
      await flush();
      one.logged += logged;
      if (isFile) {
        one.arrived += await settled(path, logged);
        if (isProven) prove(one);
      }
      cpus.push(((user + system) * 1e3) / logged);
    },
  });
}
