import { child } from "./measure/child.js";
import { combine, least, median } from "./measure/statistics.js";
import { allocation, repeat, throughput, toFile } from "./processes.js";

const IMPORTS = 30;

/** None of them is about this package, and half of them let debug() pass elsewhere. */
const DIRECTIVES = Array.from(
  { length: 199 },
  (_, i) => `dep${i}=${i % 2 === 0 ? "debug" : "warn"}`,
);

/** All that is measured of messages, one after the other. `progress` is told what comes next. */
export function measure(progress) {
  progress("records to /dev/null");
  const device = messages("/dev/null");
  progress("records to a file");
  const file = toFile(messages);
  progress("disabled calls");
  const few = disabled("info");
  const many = disabled(["info", ...DIRECTIVES].join(","));
  const lookup = repeat(() => child("loop/lookup.js", { env: filterBy("info,dep1=debug") }));
  progress("heap");
  const heap = {
    message: allocation("fastlog: message"),
    integers: allocation("fastlog: three integers"),
    pino: allocation("pino: message, buffered"),
  };
  progress("imports");
  return { device, file, disabled: { few, many }, lookup, heap, imports: imports() };
}

function messages(path) {
  return repeat(() => {
    const best = throughput(path);
    const [, message] = Object.values(best);
    for (const result of Object.values(best)) result.messages = result.wall / message.wall;
    return best;
  });
}

function disabled(filter) {
  return repeat(() => {
    const best = child("loop/disabled.js", { env: filterBy(filter) });
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

function imports() {
  const once = () => ({
    empty: child("process/import.js", { args: ["./imports/empty.mjs"] }),
    fastlog: child("process/import.js", { args: ["fastlog"] }),
    pino: child("process/import.js", { args: ["pino"] }),
  });
  const runs = Array.from({ length: IMPORTS }, once);
  return { least: combine(runs, least), median: combine(runs, median) };
}
