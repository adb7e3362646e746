// Logs a thousand records a second until SIGTERM comes, then ends by itself. Reports when it begins.
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
}
process.exit(7);
