// Logs numbered records until it is told to stop, delivers what it can, and reports what became of them.
//
//   node numbered.mjs OPTIONS PER_TURN PAUSE    PAUSE is how many milliseconds there are between turns
import { writeSync } from "node:fs";
import { setImmediate, setTimeout } from "node:timers/promises";
import { close, configure, flush, info, stats } from "fastlog";

const [options, perTurn, pause] = process.argv.slice(2);
const PADDING = "x".repeat(80);

configure({ format: { template: "{message}" }, ...JSON.parse(options) });
let isStopped = false;
process.once("SIGUSR2", () => {
  isStopped = true;
});
writeSync(3, "started\n");

let logged = 0;
while (!isStopped) {
  for (let i = 0; i < perTurn; i++) info("{} {}", logged++, PADDING);
  await (pause === "0" ? setImmediate() : setTimeout(Number(pause)));
}
await flush({ timeout: 60_000 });
await close();
writeSync(3, `${JSON.stringify({ logged, ...stats().backends[0] })}\n`);
