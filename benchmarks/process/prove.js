// Proves that a file holds the records of a scenario, as one contender writes them, and nothing else.
//
//   node prove.js CONTENDER FORMAT SCENARIO PATH [read|count] 3>results
//
// By `count` it only counts them. In a process of its own, as reading millions of lines leaves a lot behind. To descriptor 3 it writes
// JSON: how many records and bytes there are. It fails where a record is another than was logged.
import { writeSync } from "node:fs";
import { contender } from "../loggers/all.js";
import { delivered } from "../records/delivered.js";

const [, , id, format, scenario, path, how = "read"] = process.argv;
const { read } = await contender(id);
const isRead = how === "read" && read !== undefined;
const counted = delivered(path, scenario, isRead ? (line) => read(line, format) : undefined);
writeSync(3, JSON.stringify(counted));
