import { contender } from "../loggers/all.js";
import { highest, lowest } from "../measure/figure.js";
import { inFolder } from "../measure/folder.js";
import { start } from "../measure/start.js";
import { inTurns } from "./whole.js";

/** Records of each thread (half, for four threads); slower loggers log a part of it. */
const RECORDS = 1_500_000;
const ROUNDS = 3;
/** 0 threads are the main thread. The floor shows how much two threads gain here at all. */
const RUNS = [
  { id: "floor", threads: [1, 2], files: ["own", "shared"], share: 1 },
  { id: "fastlog", threads: [0, 1, 2, 4], files: ["own", "shared"], share: 1 },
  { id: "pino-transport", threads: [0], files: ["own"], share: 0.33 },
  { id: "pino-buffered", threads: [1, 2, 4], files: ["own", "shared"], share: 0.33 },
  { id: "winston", threads: [1, 2], files: ["own"], share: 0.33 },
];

/**
 * The best of some rounds, in which all take turns, each in a process of its own.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureThreads({ quick, rounds = ROUNDS, isWanted, progress }) {
  const runs = RUNS.filter(({ id }) => isWanted(id)).flatMap(({ id, threads, files, share }) =>
    threads.flatMap((count) =>
      files
        // One thread shares its file with no other.
        .filter((how) => how === "own" || count > 1)
        .map((how) => ({ id, count, how, records: recordsOf(share, count, quick), all: [] })),
    ),
  );
  for (let round = 0; round < (quick ? 1 : rounds); round++) {
    for (const run of runs) {
      progress(`threads, round ${round + 1}: ${run.id}, ${run.count || "main"}, ${run.how}`);
      run.all.push(await once(run, round === 0));
    }
  }
  return Promise.all(runs.map(figure));
}

function recordsOf(share, count, quick) {
  return inTurns((RECORDS * share * (quick ? 0.25 : 1)) / Math.max(count / 2, 1));
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
