// What fastlog costs, and whether that is within its goals. README.md says how it is measured.
//
//   npm run bench                          builds, measures, and prints a table and verdicts
//   node benchmarks/speed.js --check       exits with 1 if a goal is missed
//   node benchmarks/speed.js --json FILE   writes all figures to a file, too
//   node benchmarks/speed.js --only PART   measures only core (messages, calls, imports), fields or sockets
import { writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { judge } from "./goals.js";
import { measure } from "./measure.js";
import { table, verdicts } from "./report.js";
import { judgeSockets } from "./sockets/goals.js";
import { measureSockets } from "./sockets/measure.js";
import { judgeStructured } from "./structured/goals.js";
import { measureStructured } from "./structured/measure.js";

const { values } = parseArgs({
  options: { check: { type: "boolean" }, json: { type: "string" }, only: { type: "string" } },
});
const PARTS = ["core", "fields", "sockets"];
const [core, fields, sockets] = PARTS.map((part) => [undefined, part].includes(values.only));
if (!core && !fields && !sockets) {
  throw new Error(`--only ${values.only}: expected ${PARTS.join(", ")}`);
}

const start = performance.now();
const results = {
  ...(core ? measure(progress) : {}),
  ...(fields ? { structured: measureStructured(progress) } : {}),
  ...(sockets ? { sockets: measureSockets(progress) } : {}),
};
const seconds = (performance.now() - start) / 1000;
const judged = [
  ...(core ? judge(results) : []),
  ...(fields ? judgeStructured(results.structured) : []),
  ...(sockets ? judgeSockets(results.sockets) : []),
];

const cores = cpus();
const load = loadavg().map((value) => value.toFixed(1));
console.log(`Node ${process.version}, ${cores.length} x ${cores[0]?.model ?? process.arch}`);
console.log(`load ${load.join(" ")}, measured in ${seconds.toFixed(0)} s\n`);
console.log(`${table(results)}\n`);
console.log(verdicts(judged));

if (values.json !== undefined) {
  const node = process.version;
  writeFileSync(values.json, `${JSON.stringify({ node, results, judged }, undefined, 2)}\n`);
}
if (values.check && judged.some(({ ok }) => !ok)) process.exitCode = 1;

function progress(what) {
  if (process.stderr.isTTY) process.stderr.write(`measuring ${what} …\n`);
}
