// The measure of a service: what loggers cost programs of hundreds of call sites, and servers. README.md says how.
//
//   npm run bench:service                                     builds, measures, prints a table, and stores it
//   node benchmarks/service/run.js --rounds 7                 processes a row and logger (5)
//   node benchmarks/service/run.js --only sites,http          these rows
//   node benchmarks/service/run.js --loggers fastlog,strings  these loggers, and the one that does nothing
//   node benchmarks/service/run.js --node PATH                this Node instead of all (repeatable)
//   node benchmarks/service/run.js --with before=DIR          the fastlog in that package folder, too (repeatable)
//   node benchmarks/service/run.js --json FILE                where the results go (service.json in .cache)
//   node benchmarks/service/run.js --store                    the documentation shows them
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { load } from "../measure/machine.js";
import { PACKAGE, packageAt, using } from "../measure/package.js";
import { REPOSITORY, STORED as SUITE, writeReport } from "../report/files.js";
import { LOGGERS } from "./loggers.js";
import { FRAMEWORKS, measureAll, ZERO } from "./measure.js";
import { nodes, versionOf } from "./nodes.js";
import { prove } from "./proof.js";
import { ROWS } from "./rows.js";
import { gathered, STORED } from "./stored.js";
import { table } from "./table.js";

const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    only: { type: "string" },
    loggers: { type: "string" },
    store: { type: "boolean", default: false },
    node: { type: "string", multiple: true },
    with: { type: "string", multiple: true, default: [] },
    json: {
      type: "string",
      default: fileURLToPath(new URL("../../.cache/service.json", import.meta.url)),
    },
  },
});
const rows = chosen("only", [...Object.keys(ROWS), ...FRAMEWORKS]);
const loggers = [...new Set([ZERO, ...chosen("loggers", LOGGERS)])];

const contenders = [
  ...loggers.map((logger) => ({ name: logger, logger, build: PACKAGE })),
  ...values.with.map((given) => {
    const [name, folder] = given.split(/=(.*)/);
    return { name: `fastlog, ${name}`, logger: "fastlog", build: packageAt(folder ?? "") };
  }),
];

const started = new Date();
const before = load();
const results = [];
for (const node of values.node ?? nodes()) {
  const version = versionOf(node);
  for (const { name, logger, build } of contenders) {
    progress(`${version}: proof, ${name}`);
    await prove(logger, { node, ...using(build) });
  }
  const doing = (what) => progress(`${version}: ${what}`);
  const figures = await measureAll(
    { node, rows, contenders, rounds: Number(values.rounds) },
    doing,
  );
  results.push({ node: version, figures });
  console.log(`\nNode ${version}, over the logger that does nothing\n\n${table(figures)}`);
}
const rounds = Number(values.rounds);
const measured = JSON.stringify(
  gathered({ started, before, rounds, nodes: results }),
  undefined,
  2,
);
const path = values.store ? STORED : values.json;
mkdirSync(dirname(path), { recursive: true });
writeFileSync(path, `${measured.replace(/\[\s+(?:-?[\d.]+,?\s+)+\]/g, onOneLine)}\n`);
if (values.store) writeReport(JSON.parse(readFileSync(SUITE, "utf8")), REPOSITORY);

/** As the formatter has it. */
function onOneLine(list) {
  return list.replace(/\s+/g, " ").replace("[ ", "[").replace(" ]", "]");
}

/** The names of an option's list, or all. */
function chosen(option, all) {
  const names = values[option]?.split(/,(?! )/) ?? all;
  const unknown = names.find((name) => !all.includes(name));
  if (unknown === undefined) return names;
  throw new Error(`--${option} "${unknown}": expected some of ${all.join(",")}`);
}

function progress(doing) {
  if (process.stderr.isTTY) process.stderr.write(`\x1b[2K\r${doing} …\r`);
}
