import { mkdtempSync, openSync, rmSync, statSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BATCH } from "../measure/batch.js";
import { MODULES, SCENARIOS, scenariosOf } from "./scenarios.js";
import { undisturbed } from "./undisturbed.js";

/** Bytes of each scenario's record. */
export async function lengthsOf() {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-gate-"));
  try {
    const lengths = {};
    for (const [i, module] of MODULES.entries()) {
      const path = join(folder, String(i));
      writeFileSync(path, "");
      const { contenders } = await import(`../${module}`);
      const all = contenders(path);
      for (const { id, name } of scenariosOf(module)) {
        const { batch, flush } = all.find((one) => one.name === name);
        const before = statSync(path).size;
        batch();
        flush();
        lengths[id] = (statSync(path).size - before) / BATCH;
      }
    }
    return SCENARIOS.map(({ id }) => lengths[id]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** How long reading the clock and writing take of a record's time, in nanoseconds: ../floor.js without its copy. */
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
