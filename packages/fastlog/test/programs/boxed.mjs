// Logs numbered records, one in five of which its log gets, until it is killed. Two numbers in a mapped file tell how many
// were logged, and how many before the present turn of the event loop: the file has them, whenever the process is killed.
//
// Ends by itself when its parent is gone.
//
//   node boxed.mjs FILE COUNTERS KOFFI    FILE: that of recorder.file; KOFFI: the package, which fastlog may not find
import { closeSync, openSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { configure, debug, info, trace } from "fastlog";

const [file, counters, koffi] = process.argv.slice(2);
const counts = new Uint32Array(mapped(counters, 8));

configure({
  ...{ filter: "info", format: "json" },
  recorder: { level: "trace", bytes: "8mb", on: [], file },
});

const PADDING = "x".repeat(100);
const parent = process.ppid;
let logged = 0;

function turn() {
  counts[1] = logged;
  const count = 1 + ((logged * 7919) % 400);
  for (let i = 0; i < count; i++) {
    const fields = { pad: PADDING.slice(logged % 100) };
    if (logged % 5 === 0) info("record {}", logged, fields);
    else if (logged % 5 === 1) debug("record {}", logged, fields);
    else trace("record {}", logged, fields);
    counts[0] = ++logged;
  }
  // No more than the box holds, however long it takes until somebody kills this process.
  if (logged < 20_000) setImmediate(turn);
  else setInterval(() => process.ppid === parent || process.exit(), 500);
}
turn();

function mapped(path, length) {
  const { load, view } = createRequire(import.meta.url)(koffi);
  const mmap = load(null).func("void *mmap(void *, size_t, int, int, int, int64_t)");
  const fd = openSync(path, "r+");
  writeSync(fd, new Uint8Array(length));
  const memory = view(mmap(null, length, 3, 1, fd, 0), length);
  closeSync(fd);
  return memory;
}
