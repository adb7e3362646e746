import { turn } from "../measure/batch.js";
import { orderOf } from "./generate.js";

/** The seed of all programs. */
export const SEED = 20_261_129;
/** The call sites of a program. */
export const SITES = 300;

/** The records at which one figure ends and the next begins: the first ones are the dearest. */
const PARTS = [1_000, 10_000, 100_000, 300_000];
const WARM = 30_000;
const MEASURED = 100_000;
const KEPT = 100_000;

/**
 * A row of the measure: a program, which logs in one way.
 *
 * @typedef {object} Program
 * @property {unknown} log
 * @property {((log: unknown, i: number) => void)[]} sites
 * @property {(log: unknown, i: number) => unknown} child
 * @property {(log: unknown, i: number) => void} first
 * @property {(log: unknown, i: number) => void} last
 *
 * @typedef {{ unit: string, measure: (program: Program) => Promise<Record<string, number>>, prove?: (program: Program, records: number) => Promise<void> }} Row
 *
 * @type {Record<string, Row>}
 */
export const ROWS = {
  sites: {
    unit: "ns",
    measure: sites,
    prove: (program, records) => logAll(program, 0, records, 20),
  },
  child: {
    unit: "ns",
    measure: childARecord,
    prove: (program, records) => withChildren(program, 0, records),
  },
  "turns of 1": turnsOf(1),
  "turns of 2": turnsOf(2),
  "turns of 10": turnsOf(10),
  "turns of 50": turnsOf(50),
  kept: { unit: "bytes", measure: keptChildren },
};

/** Processor time in nanoseconds, that of all threads. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) * 1000;
}

/** A program of many call sites, from its first record on. */
async function sites(program) {
  const figures = {};
  let from = 0;
  for (const to of PARTS) {
    const before = processorTime();
    await logAll(program, from, to, 20);
    const name = to === PARTS.at(-1) ? "the rest" : `to ${to.toLocaleString("en")}`;
    figures[name] = (processorTime() - before) / (to - from);
    from = to;
  }
  return figures;
}

async function logAll({ log, sites }, from, to, perTurn) {
  const order = orderOf(sites.length, 2 ** 16, SEED);
  for (let i = from; i < to; ) {
    for (const end = Math.min(to, i + perTurn); i < end; i++) sites[order[i & 0xffff]](log, i);
    await turn();
  }
}

/** A child for each record, as for a request that logs once. */
async function childARecord(program) {
  await withChildren(program, 0, WARM);
  const before = processorTime();
  await withChildren(program, WARM, WARM + MEASURED);
  return { record: (processorTime() - before) / MEASURED };
}

async function withChildren({ log, child, last }, from, to) {
  for (let i = from; i < to; ) {
    for (const end = Math.min(to, i + 20); i < end; i++) last(child(log, i), i);
    await turn();
  }
}

function turnsOf(perTurn) {
  return {
    unit: "ns",
    async measure(program) {
      await logAll(program, 0, WARM, perTurn);
      const before = processorTime();
      await logAll(program, WARM, WARM + MEASURED, perTurn);
      return { record: (processorTime() - before) / MEASURED };
    },
  };
}

/** Children that a program keeps, as one with a logger for each connection does. */
async function keptChildren({ log, child, first }) {
  for (let i = 0; i < 1000; i++) first(child(log, i), i);
  const children = new Array(KEPT).fill(undefined);
  const before = await held();
  for (let i = 0; i < KEPT; i++) {
    children[i] = child(log, i);
    if (i % 1000 === 0) await turn();
  }
  const after = await held();
  first(children[KEPT - 1], 0);
  return { child: (after - before) / KEPT };
}

async function held() {
  for (let i = 0; i < 3; i++) {
    globalThis.gc();
    await turn();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
