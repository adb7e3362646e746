// Logs to a compressed file and reads the file back.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { gunzipSync } from "node:zlib";
import { close, configure, info } from "fastlog";
import { gzipFile } from "./index.js";

const RECORDS = 100_000;
const RECORDS_A_TURN = 2_500;

const folder = mkdtempSync(join(tmpdir(), "fastlog-gzip-"));
const path = join(folder, "app.log.gz");
try {
  configure({ backend: gzipFile(path) });
  for (let i = 0; i < RECORDS; i++) {
    info("record {} of {}", i, RECORDS, { turn: Math.floor(i / RECORDS_A_TURN) });
    if (i % RECORDS_A_TURN === 0) await nextTurn();
  }
  await close();

  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  // Every record at its own place: no duplicates, nothing out of order.
  const found = lines.filter((line, i) => line.includes(`\trecord ${i} of ${RECORDS} `)).length;
  console.log(`${found} of ${RECORDS} records`);
  process.exitCode = found === RECORDS && lines.length === RECORDS ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
