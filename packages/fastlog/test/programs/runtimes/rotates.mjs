// Logs numbered records to a file that is rotated and compressed, and moved away in between.
import { renameSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { configure, flush, info, reopen } from "fastlog";

const [path, count] = process.argv.slice(2);
configure({
  backend: `file://${path}?maxSize=16384&keep=100&gzip=true`,
  format: { template: "{message}" },
});
for (let i = 0; i < count; i++) {
  if (i === count / 2) {
    await flush();
    renameSync(path, `${path}.moved`);
    reopen();
  }
  info("record {}", i);
  if (i % 100 === 99) await setImmediate();
}
