// Finds more to do when it would have ended, as a listener of `beforeExit` may.
import { setImmediate } from "node:timers/promises";
import { info } from "fastlog";

info("record {}", 0);
process.once("beforeExit", async () => {
  for (let i = 1; i < 1000; i++) {
    info("record {}", i);
    if (i % 10 === 0) await setImmediate();
  }
  // The turn of the last records has to end: only the running one may be lost.
  await setImmediate();
  process.kill(process.pid, "SIGKILL");
});
