import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { child } from "./child.js";
import { combine, least, median } from "./statistics.js";

/** V8 compiles a little differently in each process, and by that alone a record's cost varies. */
const PROCESSES = 3;
const IMPORTS = 30;

/** None of them is about this package, and half of them let debug() pass elsewhere. */
const DIRECTIVES = Array.from(
  { length: 199 },
  (_, i) => `dep${i}=${i % 2 === 0 ? "debug" : "warn"}`,
);
const NO_COLLECTION = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];

/** All that is measured, one after the other. `progress` is told what comes next. */
export function measure(progress) {
  progress("records to /dev/null");
  const device = throughput("/dev/null");
  progress("records to a file");
  const file = toFile(throughput);
  progress("disabled calls");
  const few = disabled("info");
  const many = disabled(["info", ...DIRECTIVES].join(","));
  const lookup = repeat(() => child("lookup.js", { env: filterBy("info,dep1=debug") }));
  progress("heap");
  const heap = {
    message: allocation("fastlog: message"),
    integers: allocation("fastlog: three integers"),
    pino: allocation("pino: message, buffered"),
  };
  progress("imports");
  return { device, file, disabled: { few, many }, lookup, heap, imports: imports() };
}

/** The median of several processes. */
function repeat(run) {
  return combine(Array.from({ length: PROCESSES }, run), median);
}

function throughput(path) {
  return repeat(() => {
    const best = child("throughput.js", { args: [path], flags: ["--expose-gc"] });
    const [floor, message] = Object.values(best);
    // By process: one that V8 served badly, or that ran at a bad time, is compared with itself.
    for (const result of Object.values(best)) {
      result.floors = result.wall / floor.wall;
      result.messages = result.wall / message.wall;
    }
    return best;
  });
}

function toFile(run) {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-benchmark-"));
  try {
    const path = join(folder, "records.log");
    writeFileSync(path, "");
    return run(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function disabled(filter) {
  return repeat(() => {
    const best = child("disabled.js", { env: filterBy(filter) });
    for (const calls of Object.values(best)) {
      calls.plainExtra = calls.plain - calls.empty;
      calls.namedExtra = calls.named - calls.empty;
    }
    return best;
  });
}

function filterBy(filter) {
  return { LOG: filter, LOG_BACKEND: "file:///dev/null" };
}

function allocation(name) {
  return repeat(() => child("heap.js", { args: [name], flags: NO_COLLECTION }));
}

function imports() {
  const once = () => ({
    empty: child("import.js", { args: ["./imports/empty.mjs"] }),
    fastlog: child("import.js", { args: ["fastlog"] }),
    pino: child("import.js", { args: ["pino"] }),
  });
  const runs = Array.from({ length: IMPORTS }, once);
  return { least: combine(runs, least), median: combine(runs, median) };
}
