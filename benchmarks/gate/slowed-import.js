// Makes a copy of the package of which importing takes 20 % more processor time, to prove that the gate sees it.
//
//   node benchmarks/gate/slowed-import.js FOLDER [--by 0.2] [--build DIR]
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { entryOf, PACKAGE, packageAt } from "../measure/package.js";
import { least, median } from "../measure/statistics.js";
import { copyPackage } from "./copy.js";
import { importing, measureImports } from "./imports.js";

const PROCESSES = 12;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { by: { type: "string", default: "0.2" }, build: { type: "string", default: PACKAGE } },
});
if (positionals[0] === undefined) throw new Error("expected a folder for the build");
const from = packageAt(values.build);
const to = resolve(positionals[0]);
copyPackage(from, to);
const takes = least(Array.from({ length: PROCESSES }, () => importing(entryOf(from))));
const file = fileURLToPath(entryOf(to));
const wait = `
{
  const { cpuUsage } = process;
  const start = cpuUsage();
  for (let spent = 0; spent < ${takes * Number(values.by) * 1000}; ) {
    const { user, system } = cpuUsage(start);
    spent = user + system;
  }
}
`;
writeFileSync(file, readFileSync(file, "utf8") + wait);

const ratios = measureImports({ builds: [from, to], progress() {} }, PROCESSES);
console.log(
  `importing takes ${takes.toFixed(1)} ms, ${median(ratios).toFixed(2)} times as long in the copy`,
);
