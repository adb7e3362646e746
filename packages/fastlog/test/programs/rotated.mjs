// Logs in every turn of the event loop until it is told to stop, and reopens its log file on SIGUSR2.
// Reports each time when there are records in the new file.
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { info, reopen } from "fastlog";

let logged = 0;
let reopened = 0;
let reported = -1;
let stopped = false;

process.on("SIGTERM", () => {
  stopped = true;
});
process.on("SIGUSR2", () => {
  reopen();
  reopened++;
});

while (!stopped) {
  const file = reopened;
  for (let i = 0; i < 20; i++) info("record {}", logged++);
  await setImmediate();
  if (file > reported) {
    writeSync(3, `file ${file}\n`);
    reported = file;
  }
}
writeSync(3, `${logged}\n`);
