import { allocation, repeat, throughput, toFile } from "../processes.js";

/** Enough for each of many contenders to find its quiet moments. */
const ROUNDS = 20;
/** In processes: what is small is the difference of what is large, and V8 decides for each anew. */
const DIFFERENCES = 5;
/** What is compared across processes is measured more often, and shorter: they take turns. */
const PAIRS = 7;
const PAIR_ROUNDS = 10;

/** All that is measured of structured records. `progress` is told what comes next. */
export function measureStructured(progress) {
  progress("structured records to /dev/null");
  const device = records("/dev/null");
  progress("structured records to a file");
  const file = toFile(records);
  progress("heap of structured records");
  const heap = {
    fastlog: allocation("fastlog: fields", settingOf("json")),
    pino: allocation("pino: fields", settingOf("json")),
  };
  return { device, file, heap };
}

/** @param {string} path */
function records(path) {
  return {
    json: repeat(() => compareJson(throughput(path, settingOf("json"), ROUNDS)), DIFFERENCES),
    text: repeat(() => compareText(throughput(path, settingOf("text"), ROUNDS))),
    ...repeat(() => comparePairs(path), PAIRS),
  };
}

function settingOf(name) {
  return `./structured/settings/${name}.js`;
}

/** Processes that differ in how fastlog is set, right after one another. */
function comparePairs(path) {
  const [open, redacted, outside, inside] = ["open", "redacted", "outside", "inside"].map((name) =>
    throughput(path, settingOf(name), PAIR_ROUNDS),
  );
  for (const results of [open, redacted]) times(results, "fastlog: secrets", ["pino: secrets"]);
  for (const [name, result] of Object.entries(redacted)) {
    // In floors, as each has one of its own: two processes may meet the machine in different moods.
    result.openTimes = result.floors / open[name].floors;
  }
  const plain = outside["fastlog: fields"];
  for (const result of Object.values(inside)) result.extra = result.wall - plain.wall;
  return { open, redacted, outside, inside };
}

function compareText(results) {
  times(results, "fastlog: fields", ["pino: fields, as JSON"]);
  return results;
}

function compareJson(results) {
  const fields = "fastlog: fields";
  const event = "fastlog: event";
  times(results, fields, ["fastlog: fields first"]);
  times(results, fields, ["pino: fields", "winston: fields", "LogTape: fields"]);
  times(results, event, ["fastlog: nested"]);
  times(results, event, ["pino: nested", "winston: nested", "LogTape: nested"]);
  times(results, "fastlog: error", ["pino: error"]);
  times(results, "fastlog: child", ["pino: child"]);
  extra(results, "fastlog: fields, named logger", "fastlog: child");
  extra(results, "pino: fields", "pino: child");
  return results;
}

/** How many times as long as one contender's the records of others take, in the same process. */
function times(results, than, names) {
  for (const name of names) {
    results[name].times = results[name].wall / results[than].wall;
    results[name].than = than;
  }
}

/** How much longer than one contender's the records of another take, in nanoseconds. */
function extra(results, than, name) {
  results[name].extra = results[name].wall - results[than].wall;
}
