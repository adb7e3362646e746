// Makes the report of results that were stored: docs/benchmarks/index.md, its charts, and the figures of README.md.
//
//   node benchmarks/report/report.js                   of docs/benchmarks/results.json
//   node benchmarks/report/report.js results.json      of others, which are stored there
//   node benchmarks/report/report.js --out FOLDER      into a folder as if it were the repository
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { REPOSITORY, STORED, writeReport } from "./files.js";

const { values, positionals } = parseArgs({
  options: { out: { type: "string", default: REPOSITORY } },
  allowPositionals: true,
});
const [path = STORED] = positionals;
for (const written of writeReport(JSON.parse(readFileSync(path, "utf8")), values.out)) {
  console.log(written);
}
