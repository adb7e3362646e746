// Logs a thousand records a second until SIGTERM comes, then ends by itself. Reports when it begins, and after 100 turns.
import { writeSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { info } from "fastlog";

const PADDING = "x".repeat(200);
let isStopped = false;
process.once("SIGTERM", () => {
  isStopped = true;
});

writeSync(3, "started\n");
for (let i = 0; !isStopped; ) {
  for (const end = i + 10; i < end; i++) info("record {} {}", i, PADDING);
  await setTimeout(10);
  if (i === 1000) writeSync(3, "100 turns\n");
}
process.exit(7);
