// Logs to a file on a disk that is full before long, until records are dropped; makes room, and goes on
// until all that waits is written. Reports what became of the records, and copies the file both times.
//
//   node fills.mjs FOLDER_ON_THE_DISK FOLDER_FOR_COPIES
import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { configure, flush, info, stats } from "fastlog";

const [disk, copies] = process.argv.slice(2);
const PADDING = "x".repeat(120);
const path = `${disk}/app.log`;
const filler = `${disk}/filler`;

fs.writeFileSync(filler, Buffer.alloc(3 << 20));
configure({
  backend: `file://${path}?buffer=512kb`,
  format: { template: "{level} {message}" },
});

let logged = 0;
async function turn(records) {
  for (let i = 0; i < records; i++) info("{} {}", logged++, PADDING.slice(logged % 100));
  await setImmediate();
}
const backend = () => stats().backends[0];

while (backend().dropped < 10_000) await turn(50);
fs.copyFileSync(path, `${copies}/full.log`);
fs.writeSync(3, `${JSON.stringify({ logged, ...backend() })}\n`);

fs.unlinkSync(filler);
while (backend().state !== "open") await turn(1);
for (let i = 0; i < 100; i++) await turn(50);
// Until it was said in the log itself what was dropped.
while (backend().notices === 0) await turn(1);
await flush();
fs.copyFileSync(path, `${copies}/after.log`);
fs.writeSync(3, `${JSON.stringify({ logged, ...backend() })}\n`);
