// Logs numbered records, in a busy loop or with turns of the event loop between, and ends.
//
//   node falls-back.mjs OPTIONS COUNT PACE ENDING
import { setImmediate } from "node:timers/promises";
import { configure, info } from "fastlog";

const [options, count, pace, ending] = process.argv.slice(2);

configure(JSON.parse(options));
for (let i = 0; i < count; i++) {
  info("record {}", i);
  if (pace === "turns" && i % 500 === 499) await setImmediate();
}
if (ending === "exit") process.exit(0);
if (ending === "throw") throw new Error("thrown on purpose");
