// Logs to a standard output that nobody reads, until a million records are logged or it is ended.
//
//   node stalled-once.js CONTENDER RECORDS PROGRESS >pipe
//
// The file PROGRESS always has the number of records that were logged: the process may block in a call for good, or be killed
// at any time.
import { openSync, writeSync } from "node:fs";
import { contender } from "../loggers/all.js";
import { loop } from "../loop/loop.js";
import { BATCH, turn } from "../measure/batch.js";

const [, , id, records, progress] = process.argv;
const fd = openSync(progress, "w");
const { open } = await contender(id);
const opened = await open({ kind: "stdout", asStream: true }, "json");
const { batch } = loop(opened, "fields");

for (let logged = 0; logged < Number(records); ) {
  batch();
  logged += BATCH;
  writeSync(fd, String(logged), 0);
  await turn();
  await opened.room?.();
}
// Runs until it is killed: what it does at its end is not measured.
setInterval(() => {}, 1000);
