// Logs by console.log and by fastlog in turns of the event loop that take turns.
import { setImmediate } from "node:timers/promises";
import { info } from "fastlog";

const [turns] = process.argv.slice(2);

for (let i = 0; i < turns; i++) {
  if (i % 2 === 0) console.log(`by console ${i}`);
  else info("by fastlog {}", i);
  await setImmediate();
}
