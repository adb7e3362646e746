// What a record of a scenario takes, from the call until the operating system has it, for all contenders
// in one process.
//
//   node --expose-gc calls-once.js SCENARIO FORMAT PATH ROUNDS CONTENDER… 3>results
//
// To descriptor 3 it writes JSON: ns a record and CPU time for each of them, and how many records were
// logged and delivered. It is done as in ../throughput.js.
import { statSync, truncateSync, writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Bench } from "tinybench";
import { contender } from "../loggers/all.js";
import { BATCH, turn } from "../measure/batch.js";
import { least } from "../measure/statistics.js";
import { delivered, settled } from "../records/delivered.js";

/** Milliseconds a task, and until the threads that collect garbage are done. */
const TIME = 20;
const SETTLE = 10;

const [, , scenario, format, path, rounds, ...ids] = process.argv;
const isFile = !statSync(path).isCharacterDevice();
const all = [];
for (const id of ids) all.push(await open(id));

for (let round = 0; round < Number(rounds); round++) {
  // What disturbs the machine disturbs all of them, and nobody is always first.
  const first = round % all.length;
  // Reading every line takes long; how many there are is asked each time.
  const isProven = round === 0 || round === Number(rounds) - 1;
  await measure([...all.slice(first), ...all.slice(0, first)], isProven);
}

const results = all.map(({ id, walls, cpus, logged, arrived }) => [
  id,
  { wall: least(walls), cpu: least(cpus), logged, arrived },
]);
writeSync(3, JSON.stringify(Object.fromEntries(results)));
// Not everyone's thread ends by itself.
process.exit();

async function open(id) {
  const { open, read, formats } = await contender(id);
  // Whoever has no text stands beside the others with its JSON.
  const own = formats.includes(format) ? format : formats[0];
  const opened = await open({ kind: "file", path }, own);
  // A module of its own for each.
  const { loop } = await import(`./loop.js?${id}`);
  return {
    id,
    opened,
    loop: loop(opened[scenario]),
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
  for (const { id, walls } of order) {
    // The mean, not the median: collecting garbage is part of what a record costs.
    walls.push((bench.getTask(id).result.latency.mean * 1e6) / BATCH);
  }
}

function prove(id, read) {
  try {
    delivered(path, scenario, read);
  } catch (cause) {
    throw new Error(`${id}: what was delivered is not what was logged`, { cause });
  }
}

function addTask(bench, one, isProven) {
  const { id, opened, loop, read, cpus } = one;
  let logged = 0;
  let before;
  const task = async () => {
    loop.batch();
    logged += BATCH;
    await turn();
  };
  bench.add(id, task, {
    async: true,
    async beforeAll() {
      await opened.flush();
      if (isFile) truncateSync(path);
      loop.restart();
      logged = 0;
      before = process.cpuUsage();
    },
    async afterAll() {
      const { user, system } = process.cpuUsage(before);
      await opened.flush();
      one.logged += logged;
      if (isFile) {
        one.arrived += await settled(path, logged);
        if (isProven) prove(id, read);
      }
      cpus.push(((user + system) * 1e3) / logged);
    },
  });
}
