// Logs to a file on a disk that is full before long, with another file to fall back to; makes room, and
// goes on until the first one is written to again. Copies it, and reports what became of the records.
//
//   node fills-beside.mjs FOLDER_ON_THE_DISK FOLDER
import fs from "node:fs";
import { setImmediate } from "node:timers/promises";
import { close, configure, info, stats } from "fastlog";

const [disk, folder] = process.argv.slice(2);
const PADDING = "x".repeat(80);
const path = `${disk}/app.log`;
const filler = `${disk}/filler`;

fs.writeFileSync(filler, Buffer.alloc(800_000));
configure({
  backend: { backend: `file://${path}`, fallback: `file://${folder}/other.log` },
  format: { template: "{message}" },
});

let logged = 0;
async function turn(records) {
  for (let i = 0; i < records; i++) info("{} {}", logged++, PADDING);
  await setImmediate();
}
const backend = () => stats().backends[0];

while (backend().diverted < 1_000) await turn(20);
fs.unlinkSync(filler);
while (backend().state !== "open") await turn(1);
for (let i = 0; i < 100; i++) await turn(20);
const { state } = backend();
await close();
fs.copyFileSync(path, `${folder}/app.log`);
fs.writeSync(3, `${JSON.stringify({ logged, ...backend(), state })}\n`);
