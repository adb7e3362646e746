import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { CONTENDERS, contender } from "../loggers/all.js";
import { BATCH } from "../measure/batch.js";
import { lowest, middle } from "../measure/figure.js";
import { inFolder } from "../measure/folder.js";
import { start, startPiped } from "../measure/start.js";
import { lastWritten } from "../records/delivered.js";
import { proveSamples } from "../records/tally.js";
import { Peer } from "../sockets/peer.js";

const SCENARIO = "fields";
/** A datagram takes a system call at both ends. */
const RECORDS = { file: 2_000_000, stdout: 2_000_000, tcp: 2_000_000, udp: 200_000 };
/** Slower loggers log less: so much that a process still takes a second or more, and being compiled little of it. */
const SHARES = {
  "pino-default": 0.5,
  "pino-buffered": 0.5,
  "pino-transport": 0.5,
  winston: 0.25,
  bunyan: 0.25,
  roarr: 0.25,
  "bunyan-file": 0.25,
  logtape: 0.2,
  log4js: 0.2,
  tslog: 0.1,
  "winston-file": 0.05,
  "log4js-file": 0.05,
  "logtape-file": 0.01,
};
/** Processes for each figure: the contenders of goals, and all others. */
const PROCESSES = 3;
const FEWER = 2;
const GOALS = ["fastlog", "pino-default", "pino-buffered", "pino-transport"];
/** Contenders that are measured over sockets, where the connection takes most of the time. */
const BY_SOCKET = {
  tcp: ["fastlog", "pino-default", "pino-transport", "winston", "bunyan", "roarr"],
  udp: ["fastlog", "pino-default", "pino-transport", "winston"],
};
const PLACES = { file: "file", stdout: "pipe", tcp: "TCP", udp: "UDP" };
/**
 * Has a process log records to a place, and returns what has arrived.
 *
 * @type {Record<string, (id: string, format: string, records: number, kind: string, isProven?: boolean) => Promise<{ wall: number, cpu: number, peak: number, delivered: number, failure?: string }>>}
 */
export const CARRY = { file: toFile, stdout: toPipe, tcp: toPeer, udp: toPeer };

/**
 * How long processes take that log millions of records of a message and three fields, from the first call until the last
 * byte has arrived.
 *
 * @param {import("../suite/parts.js").How} how
 * @returns {Promise<import("../measure/figure.js").Figure[]>}
 */
export async function measureWhole({ quick, rounds = PROCESSES, isWanted, progress }) {
  const contenders = CONTENDERS.filter((id) => isWanted(id) && id !== "pino-unbuffered");
  const figures = [];
  for (const kind of Object.keys(CARRY)) {
    for (const id of contenders) {
      const { formats, kinds, shares, name } = await contender(id);
      if (!kinds.includes(kind) || BY_SOCKET[kind]?.includes(id) === false) continue;
      // Only fastlog's text: others' has no fields, or other ones.
      for (const format of formats.filter((format) => format === "json" || id === "fastlog")) {
        progress(`whole processes: ${id}, ${format}, ${PLACES[kind]}`);
        const share = Math.min(shares?.[kind] ?? 1, kind === "udp" ? 1 : (SHARES[id] ?? 1));
        const records = inTurns(RECORDS[kind] * share * (quick ? 0.05 : 1));
        const run = { id, name, format, kind, records };
        figures.push(
          await measured(run, quick ? 1 : processesOf(id, rounds)).catch((error) =>
            broken(run, error),
          ),
        );
        const { note } = figures.at(-1);
        if (id === "fastlog" && note !== undefined) throw new Error(`fastlog: ${note}`);
      }
    }
  }
  return figures;
}

async function measured({ id, name, format, kind, records }, rounds) {
  const runs = [];
  for (let i = 0; i < rounds; i++) runs.push(await CARRY[kind](id, format, records, kind, i === 0));
  const of = (get) => runs.map(get);
  const logged = records * runs.length;
  const delivered = runs.reduce((sum, run) => sum + run.delivered, 0);
  const failure = runs.find((run) => run.failure !== undefined)?.failure;
  return {
    ...{ part: "whole", what: SCENARIO, title: "a process", contender: id, name, format },
    place: PLACES[kind],
    measures: {
      wall: lowest(of(({ wall }) => (wall / records) * 1e6)),
      "cpu-seconds": lowest(of(({ cpu }) => (cpu / records) * 1e6)),
      throughput: middle(of(({ wall, delivered }) => delivered / wall)),
      "peak-memory": middle(of(({ peak }) => peak)),
    },
    records: { logged, delivered, lost: logged - delivered },
    note: failure,
  };
}

function processesOf(id, rounds) {
  return GOALS.includes(id) ? rounds : Math.min(rounds, FEWER);
}

/** Whole turns, at least one. */
export function inTurns(records) {
  return Math.max(Math.round(records / BATCH), 1) * BATCH;
}

/** A process that failed is a result, too. */
function broken({ id, name, format, kind, records }, { message }) {
  return {
    ...{ part: "whole", what: SCENARIO, title: "a process", contender: id, name, format },
    place: PLACES[kind],
    measures: {},
    records: { logged: records, delivered: 0, lost: records },
    note: `the process failed: ${/\w*Error: .*/.exec(message)?.[0] ?? message}`,
  };
}

async function toFile(id, format, records, _kind, isProven = true) {
  return inFolder(async (folder) => {
    const path = join(folder, "records.log");
    writeFileSync(path, "");
    const result = await start(
      "process/log.js",
      argsFor(id, format, records, { kind: "file", path }),
    );
    const how = isProven ? "read" : "count";
    const proven = await start("process/prove.js", [id, format, SCENARIO, path, how]).catch(failed);
    return finish(result, { ...proven, at: lastWritten(path) });
  });
}

async function toPipe(id, format, records) {
  const args = argsFor(id, format, records, { kind: "stdout" });
  const [result, { samples, ...arrived }] = await startPiped(
    "process/log.js",
    args,
    "process/reader.js",
  );
  return finish(result, await prove(id, format, samples, arrived));
}

async function toPeer(id, format, records, kind) {
  const peer = await Peer.start(kind);
  try {
    await peer.start();
    const result = await start(
      "process/log.js",
      argsFor(id, format, records, { kind, ...peer.address }),
    );
    const arrived = await peer.arrived(records);
    return finish(result, await prove(id, format, await peer.samples(), arrived));
  } finally {
    peer.stop();
  }
}

function argsFor(id, format, records, destination) {
  return [id, format, SCENARIO, String(records), JSON.stringify(destination)];
}

async function prove(id, format, samples, arrived) {
  const { read } = await contender(id);
  try {
    if (read !== undefined) proveSamples(samples, SCENARIO, (line) => read(line, format));
    return arrived;
  } catch (error) {
    return { ...arrived, ...failed(error) };
  }
}

/** Lines that are not the records are noted, and count as none if they cannot be read. */
function failed({ message }) {
  return { failure: `not what was logged: ${message.split("\n")[0]}` };
}

function finish({ start, dropped = 0, cpu, peak }, { records = 0, at, failure }) {
  // The program has to wait for a logger that says it drops records.
  if (dropped > 0) throw new Error(`${dropped} records were dropped`);
  return { wall: (at - start) / 1e3, cpu, peak, delivered: records, failure };
}
