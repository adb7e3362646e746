// Logs to a standard output that nobody reads, until a million records are logged or it is ended.
//
//   node stalled-once.js CONTENDER RECORDS PROGRESS >pipe
//
// The file PROGRESS always has the number of records that were logged: the process may stop for good
// within a call, or be ended at any time.
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
// Until it is ended: what it keeps, and not what it does at its end, is asked.
setInterval(() => {}, 1000);
