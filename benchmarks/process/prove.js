// Proves that a file holds the records of a scenario, as one contender writes them, and nothing else.
//
//   node prove.js CONTENDER FORMAT SCENARIO PATH [read|count] 3>results
//
// With `count` it only counts them. It is a process of its own, because reading millions of lines leaves much garbage. To
// descriptor 3 it writes JSON: the number of records and bytes. It fails if a record is not the one that was logged.
import { writeSync } from "node:fs";
import { contender } from "../loggers/all.js";
import { delivered } from "../records/delivered.js";

const [, , id, format, scenario, path, how = "read"] = process.argv;
const { read } = await contender(id);
const isRead = how === "read" && read !== undefined;
const counted = delivered(path, scenario, isRead ? (line) => read(line, format) : undefined);
writeSync(3, JSON.stringify(counted));
