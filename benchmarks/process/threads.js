// How many records a second several threads deliver to files, and whether that is within the goals.
//
//   node benchmarks/suite/threads.js [--quick] [--rounds N] [--json FILE]
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contender } from "../loggers/all.js";
import { highest, lowest } from "../measure/figure.js";
import { inFolder } from "../measure/folder.js";
import { start } from "../measure/start.js";
import { verdicts } from "../report.js";
import { judge } from "../suite/goals.js";
import { table } from "../suite/table.js";

/** Of each thread, or of two where there are four; what is slow logs a quarter. 0 threads are the main one. */
const RECORDS = 2_000_000;
const RUNS = [
  // What two threads gain here at all: on a machine that others use, as good as nothing.
  { id: "floor", threads: [1, 2], files: ["own", "shared"], share: 1 },
  { id: "fastlog", threads: [0, 1, 2, 4], files: ["own", "shared"], share: 1 },
  { id: "pino-transport", threads: [0], files: ["own"], share: 0.25 },
  { id: "pino-buffered", threads: [1, 2, 4], files: ["own", "shared"], share: 0.25 },
  { id: "winston", threads: [1, 2], files: ["own"], share: 0.25 },
];

/**
 * The best of some rounds, in which all take turns, each in a process of its own.
 *
 * @param {{ rounds?: number, quick?: boolean, progress?: (what: string) => void }} [how]
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureThreads({ rounds = 5, quick = false, progress = () => {} } = {}) {
  const runs = RUNS.flatMap(({ id, threads, files, share }) =>
    threads.flatMap((count) =>
      files
        // One thread shares its file with nobody.
        .filter((how) => how === "own" || count > 1)
        .map((how) => ({ id, count, how, records: recordsOf(share, count, quick), all: [] })),
    ),
  );
  for (let round = 0; round < rounds; round++) {
    for (const run of runs) {
      progress(`threads, round ${round + 1}: ${run.id}, ${run.count || "main"}, ${run.how}`);
      run.all.push(await once(run, round === 0));
    }
  }
  return Promise.all(runs.map(figure));
}

function recordsOf(share, count, quick) {
  return (RECORDS * share * (quick ? 0.25 : 1)) / Math.max(count / 2, 1);
}

/** Reading millions of lines takes longer than logging them: the first round's are read, all are counted. */
function once({ id, count, how, records }, isProven) {
  const proof = isProven ? "read" : "count";
  return inFolder((folder) =>
    start("process/threads-once.js", [id, String(count), how, String(records), folder, proof]),
  );
}

async function figure({ id, count, how, records, all }) {
  const { name } = await contender(id);
  const threads = count === 0 ? "the main thread" : count === 1 ? "1 thread" : `${count} threads`;
  const sum = (key) => all.reduce((sum, result) => sum + result[key], 0);
  return {
    part: "threads",
    what: String(count),
    title: how === "own" ? threads : `${threads}, one file`,
    contender: id,
    name,
    format: "json",
    place: how,
    measures: {
      throughput: highest(all.map(({ rate }) => rate)),
      cpu: lowest(all.map(({ cpu, delivered }) => (cpu * 1e9) / delivered)),
    },
    records: {
      logged: Math.max(count, 1) * records * all.length,
      delivered: sum("delivered"),
      lost: sum("lost"),
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({
    options: {
      quick: { type: "boolean" },
      rounds: { type: "string", default: "5" },
      json: { type: "string" },
    },
  });
  const figures = await measureThreads({
    rounds: Number(values.rounds),
    quick: values.quick,
    progress: (what) => process.stderr.isTTY && process.stderr.write(`${what} …\n`),
  });
  console.log(`${table(figures)}\n\n${verdicts(judge(figures))}`);
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify(figures, undefined, 2));
}
