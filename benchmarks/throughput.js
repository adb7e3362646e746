// A child of speed.js: what a record costs, from the call until the operating system has it.
//
//   node --expose-gc throughput.js PATH [MODULE] [ROUNDS]
//
// prints JSON: ns a record for each of the contenders that the module makes.
import { writeSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { Bench } from "tinybench";
import { Delivery } from "./delivery.js";
import { BATCH, turn } from "./measure/batch.js";
import { least } from "./measure/statistics.js";

/**
 * Milliseconds a task: short, so that each contender finds a quiet moment in some round, and what it
 * writes to a file stays below some 20 MB.
 */
const TIME = 20;
/** Until the threads that collect garbage are done, in milliseconds. */
const SETTLE = 10;

const [, , path = "/dev/null", module = "./contenders.js", rounds = "30"] = process.argv;
const { contenders } = await import(module);
const delivery = new Delivery(path);
const results = contenders(path).map((contender) => ({ ...contender, walls: [], cpus: [] }));

for (let round = 0; round < Number(rounds); round++) {
  // What disturbs the machine disturbs all of them, and nobody is always first.
  const first = round % results.length;
  await measure([...results.slice(first), ...results.slice(0, first)]);
}

const best = results.map(({ name, walls, cpus }) => [
  name,
  { wall: least(walls), cpu: least(cpus) },
]);
writeSync(1, JSON.stringify(Object.fromEntries(best)));

async function measure(order) {
  globalThis.gc();
  await wait(SETTLE);
  const bench = new Bench({
    time: TIME,
    iterations: 1,
    warmupTime: 2,
    warmupIterations: 2,
    throws: true,
  });
  for (const contender of order) addTask(bench, contender);
  await bench.run();
  for (const result of order) {
    // The mean, not the median: collecting garbage is part of what a record costs.
    const { latency } = bench.getTask(result.name).result;
    result.walls.push((latency.mean * 1e6) / BATCH);
  }
}

function addTask(bench, contender) {
  const { name, batch, flush, proof } = contender;
  let logged = 0;
  let before;
  const task = async () => {
    batch();
    logged += BATCH;
    await turn();
  };
  bench.add(name, task, {
    async: true,
    beforeAll() {
      flush();
      delivery.clear();
      logged = 0;
      before = process.cpuUsage();
    },
    async afterAll(mode) {
      const { user, system } = process.cpuUsage(before);
      flush();
      await delivery.check(name, logged, proof);
      if (mode === "run") contender.cpus.push(((user + system) * 1e3) / logged);
    },
  });
}
