// A process that logs the records of a scenario and exits.
//
//   node log.js CONTENDER FORMAT SCENARIO RECORDS DESTINATION 3>results
//
// The destination is JSON (../loggers/lines.js). To descriptor 3 it writes JSON: when the first call was, the
// CPU time of all threads until nothing was left, and the peak of memory.
import { writeSync } from "node:fs";
import { contender } from "../loggers/all.js";
import { loop } from "../loop/loop.js";
import { BATCH, turn } from "../measure/batch.js";
import { now } from "../measure/clock.js";
import { SCENARIOS } from "../records/scenarios.js";

const [, , id, format, scenario, records, destination] = process.argv;
const { open } = await contender(id);
const opened = await open(JSON.parse(destination), format, SCENARIOS[scenario].settings);
const { batch } = loop(opened, scenario);

const before = process.cpuUsage();
const start = now();
for (let logged = 0; logged < Number(records); logged += BATCH) {
  batch();
  await turn();
  await opened.room?.();
}
await opened.flush();
const dropped = opened.dropped?.();
await opened.close();

const { user, system } = process.cpuUsage(before);
const { maxRSS } = process.resourceUsage();
writeSync(3, JSON.stringify({ start, dropped, cpu: (user + system) / 1e6, peak: maxRSS * 1024 }));
