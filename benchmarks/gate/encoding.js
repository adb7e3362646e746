import { mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contender } from "../loggers/all.js";
import { loop } from "../loop/loop.js";
import { BATCH } from "../measure/batch.js";
import { FORMATS, SCENARIOS, scenariosOf } from "./scenarios.js";
import { undisturbed } from "./undisturbed.js";

/** Bytes of each scenario's record. */
export async function lengthsOf() {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-gate-"));
  try {
    const lengths = {};
    const { open } = await contender("fastlog");
    for (const format of FORMATS) {
      const path = join(folder, format);
      writeFileSync(path, "");
      const opened = await open({ kind: "file", path }, format);
      for (const id of scenariosOf(format)) {
        const before = statSync(path).size;
        loop(opened, id).batch();
        await opened.flush();
        lengths[id] = (statSync(path).size - before) / BATCH;
      }
    }
    return SCENARIOS.map(({ id }) => lengths[id]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How long reading the clock and writing take of a record's time, in nanoseconds: ../loggers/floor.js without its copy. */
export function clockAndWrite() {
  const fd = openSync("/dev/null", "a");
  const chunk = Buffer.alloc(BATCH * 75);
  const samples = [];
  for (let i = 0; i < 4000; i++) {
    const start = performance.now();
    for (let n = 0; n < BATCH; n++) process.hrtime.bigint();
    writeSync(fd, chunk);
    samples.push(((performance.now() - start) * 1e6) / BATCH);
  }
  return undisturbed(samples);
}
