// Logs in every turn of the event loop, or every millisecond, until it is told to stop and has logged enough.
//
//   node logs-on.mjs OPTIONS LEAST turn|millisecond
import { writeSync } from "node:fs";
import { setImmediate, setTimeout } from "node:timers/promises";
import { configure, info } from "fastlog";

const [options, least, pause] = process.argv.slice(2);
configure(JSON.parse(options));

let isStopped = false;
process.on("SIGUSR2", () => {
  isStopped = true;
});
writeSync(3, "started\n");

let logged = 0;
while (!isStopped || logged < least) {
  for (let i = 0; i < 20; i++) info("record {}", logged++);
  await (pause === "turn" ? setImmediate() : setTimeout(1));
}
writeSync(3, `${logged}\n`);
