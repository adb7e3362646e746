// Logs in every turn of the event loop until a signal comes, and reports after each turn how many
// records there are. The application's own listener, if it is to have one, ends the program by
// itself with the code 9, or reports and is killed before anything else can be written.
import { writeSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { configure, info } from "fastlog";

const { signal, signals, add, when, act } = JSON.parse(process.argv[2]);
let logged = 0;
let stopped = false;

function listener() {
  if (act === "die") process.nextTick(() => process.kill(process.pid, "SIGKILL"));
  stopped = true;
}

if (when === "before") process[add](signal, listener);
// On a busy machine a peer needs longer than the second that it has by default.
configure({ signals, exitTimeout: 60_000 });
if (when === "after") process[add](signal, listener);

while (!stopped) {
  for (let i = 0; i < 500; i++) info("record {}", logged++);
  writeSync(3, `${logged}\n`);
  await setImmediate();
}
process.exitCode = 9;
