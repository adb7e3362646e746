import { bars } from "./bars.js";
import { amount, shown } from "./figures.js";
import { percentiles } from "./percentiles.js";

const PERCENTILES = ["p50", "p99", "p99.9"];

/**
 * The content of a chart, in words and numbers. The pictures are drawn from it, and the site makes tables with bars from it.
 *
 * @typedef {{ kind: "bars", groups: { title: string, bars: import("./bars.js").Bar[] }[] }} Bars
 * @typedef {{ kind: "percentiles", names: string[], rows: import("./percentiles.js").Row[] }} Percentiles
 */

/**
 * The charts: the part that each belongs to, and what it shows of the figures of that part.
 *
 * @type {Record<string, { part: string, title: string, shape: (figures: import("../measure/figure.js").Figure[]) => Bars | Percentiles }>}
 */
export const CHARTS = {
  calls: {
    part: "calls",
    title: "Nanoseconds a record",
    shape: (figures) =>
      grouped("latency", "ns", [
        [
          "A message, as text (JSON where a logger has no text)",
          callsOf(figures, "message", "text"),
        ],
        ["A message and three fields, as JSON", callsOf(figures, "fields", "json")],
      ]),
  },
  whole: {
    part: "whole",
    title: "Records a second that a process delivers",
    shape: (figures) =>
      grouped(
        "throughput",
        "records/s",
        ["file", "pipe", "TCP"].map((place) => [
          `To: ${place}`,
          figures.filter((one) => one.place === place && one.format === "json"),
        ]),
        true,
      ),
  },
  threads: {
    part: "threads",
    title: "Records a second that threads deliver, each to a file of its own",
    shape: (figures) => {
      const own = figures.filter(({ place }) => place === "own");
      const names = [...new Set(own.map(({ name }) => name))];
      const groups = names.map((name) => [name, own.filter((one) => one.name === name)]);
      return scaling(groups);
    },
  },
  latency: {
    part: "latency",
    title: "What single calls take at 50,000 records a second",
    shape: (figures) => ({
      kind: "percentiles",
      names: PERCENTILES,
      rows: by(figures, "p99.9").map((figure) => {
        const values = PERCENTILES.map((name) => amount(figure, name));
        return { ...looks(figure), values, shown: values.map((value) => shown(value, "ns")) };
      }),
    }),
  },
  stalled: {
    part: "stalled",
    title: "Memory of a process whose reader reads nothing",
    shape: (figures) =>
      grouped("peak-memory", "bytes", [
        ["Memory after a million records or some seconds, at most", figures],
      ]),
  },
};

/**
 * The content of all charts whose part was measured, by name.
 *
 * @param {import("../suite/results.js").Results} results
 * @returns {Record<string, { title: string } & (Bars | Percentiles)>}
 */
export function shapes({ parts }) {
  const all = {};
  for (const [name, { part, title, shape }] of Object.entries(CHARTS)) {
    if (parts[part] === undefined) continue;
    const shown = shape(parts[part].figures);
    if ((shown.groups ?? shown.rows).length > 0) all[name] = { title, ...shown };
  }
  return all;
}

/** The pictures of these charts, by name. @param {import("../suite/results.js").Results} results */
export function charts(results) {
  const drawn = Object.entries(shapes(results)).map(([name, shape]) => [name, draw(shape)]);
  return Object.fromEntries(drawn);
}

/** @param {{ title: string } & (Bars | Percentiles)} shape */
function draw({ title, ...shape }) {
  return shape.kind === "bars"
    ? bars(title, shape.groups)
    : percentiles(title, shape.names, shape.rows);
}

/**
 * Calls to `/dev/null`, where only the loggers' own work counts. Contenders that hand records to a thread or have no buffer
 * are only in the tables.
 */
function callsOf(figures, what, format) {
  return figures.filter(
    (one) =>
      one.what === what &&
      one.format === format &&
      one.place === "/dev/null" &&
      !/-(transport|unbuffered)$/.test(one.contender),
  );
}

/** A group of bars for each list of figures, sorted by a measure of theirs. */
function grouped(measure, unit, groups, isMost = false) {
  const filled = groups
    .map(([title, figures]) => ({
      title,
      bars: by(figures, measure, isMost).map((figure) => barOf(figure, measure, unit)),
    }))
    .filter(({ bars }) => bars.length > 0);
  return { kind: "bars", groups: filled };
}

/** All of them on one scale, in the order of their threads. */
function scaling(groups) {
  const rows = groups.flatMap(([name, figures]) =>
    figures.map((figure) => ({
      ...barOf(figure, "throughput", "records/s"),
      label: `${short(name)}, ${figure.title}`,
    })),
  );
  return { kind: "bars", groups: [{ title: "Records a second", bars: rows }] };
}

function barOf(figure, measure, unit) {
  const value = amount(figure, measure);
  // A logger that waits for its reader needs no memory for records.
  const more = figure.part === "stalled" && figure.note !== undefined ? `, ${figure.note}` : "";
  return { ...looks(figure), value, shown: `${shown(value, unit)}${more}` };
}

function looks({ contender, name }) {
  const isNative = / \((C\+\+|Go|Rust)\)$/.test(name);
  const styles = { fastlog: "ours", floor: "floor" };
  return { label: short(name), style: styles[contender] ?? (isNative ? "native" : "other") };
}

function short(name) {
  return name
    .replace(/^floor: .*/, "the floor")
    .replace(/, (basic_file_sink_st|BufferedWriteSyncer)/, "");
}

function by(figures, measure, isMost = false) {
  const sign = isMost ? -1 : 1;
  return figures
    .filter((figure) => amount(figure, measure) !== undefined)
    .toSorted((a, b) => sign * (amount(a, measure) - amount(b, measure)));
}
