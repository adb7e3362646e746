// Logs to a peer that never reads, and ends, in a world in which no time passes.
import { writeSync } from "node:fs";
import { configure, flush, info, stats } from "fastlog";

const [backend] = process.argv.slice(2);
configure({ backend, exitTimeout: 50 });
performance.now = () => 0;
process.hrtime = Object.assign(() => [0, 0], { bigint: () => 0n });
globalThis.performance = { now: () => 0 };
for (let i = 0; i < 200_000; i++)
  info("a record of a hundred characters or so, of which no peer has read one: {}", i);
process.on("exit", () => {
  const [{ records, dropped, buffered }] = stats().backends;
  writeSync(3, `${JSON.stringify({ records, dropped, buffered })}\n`);
});
await flush({ timeout: 20 }).catch(({ code }) => writeSync(3, `${code}\n`));
process.exit();
