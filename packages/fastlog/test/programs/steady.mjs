// Logs a thousand records a second until SIGTERM comes, then ends by itself. With descriptor 3 closed it
// says nothing.
import { setTimeout } from "node:timers/promises";
import { info } from "fastlog";

const PADDING = "x".repeat(200);
let isStopped = false;
process.once("SIGTERM", () => {
  isStopped = true;
});

for (let i = 0; !isStopped; ) {
  for (const end = i + 10; i < end; i++) info("record {} {}", i, PADDING);
  await setTimeout(10);
}
process.exit(7);
