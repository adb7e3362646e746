// How long a record takes in a logger of another language.
//
//   node native-once.js ID SCENARIO RECORDS ROUNDS PATH 3>results
//
// To descriptor 3 it writes JSON: nanoseconds a record, of each round, and the lines of the last round,
// which are read back from a file and must be the records of the scenario; or the packages that are missing to build it.
import { statSync, writeSync } from "node:fs";
import { delivered } from "../records/delivered.js";
import { built, NATIVES, runNative } from "./native.js";

const [, , wanted, scenario, records, rounds, path] = process.argv;
const native = NATIVES.find(({ id }) => id === wanted);
const made = built(native);
if (made.missing !== undefined) {
  writeSync(3, JSON.stringify(made));
} else {
  const how = { scenario, records: Number(records), rounds: Number(rounds), path };
  const times = runNative(native, made.program, how);
  const lines = statSync(path).isFile()
    ? delivered(path, scenario, native.read).records
    : undefined;
  writeSync(3, JSON.stringify({ times, lines, version: made.version }));
}
