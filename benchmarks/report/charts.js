import { bars } from "./bars.js";
import { amount, shown } from "./figures.js";
import { percentiles } from "./percentiles.js";

const PERCENTILES = ["p50", "p99", "p99.9"];

/**
 * The charts: the part that each belongs to, and how it is drawn of the figures of that part.
 *
 * @type {Record<string, { part: string, title: string, draw: (title: string, figures: import("../measure/figure.js").Figure[]) => string | undefined }>}
 */
export const CHARTS = {
  calls: {
    part: "calls",
    title: "Nanoseconds a record",
    draw: (title, figures) =>
      grouped(title, "latency", "ns", [
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
    draw: (title, figures) =>
      grouped(
        title,
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
    draw: (title, figures) => {
      const own = figures.filter(({ place }) => place === "own");
      const names = [...new Set(own.map(({ name }) => name))];
      const groups = names.map((name) => [name, own.filter((one) => one.name === name)]);
      return scaling(title, groups);
    },
  },
  latency: {
    part: "latency",
    title: "What single calls take at 50,000 records a second",
    draw: (title, figures) =>
      percentiles(
        title,
        PERCENTILES,
        by(figures, "p99.9").map((figure) => {
          const values = PERCENTILES.map((name) => amount(figure, name));
          return { ...looks(figure), values, shown: values.map((value) => shown(value, "ns")) };
        }),
      ),
  },
  stalled: {
    part: "stalled",
    title: "Memory of a process whose reader reads nothing",
    draw: (title, figures) =>
      grouped(title, "peak-memory", "bytes", [
        ["Memory after a million records or some seconds, at most", figures],
      ]),
  },
};

/** The charts whose part was measured, by name. @param {import("../suite/results.js").Results} results */
export function charts({ parts }) {
  const all = {};
  for (const [name, { part, title, draw }] of Object.entries(CHARTS)) {
    const picture = parts[part] && draw(title, parts[part].figures);
    if (picture !== undefined) all[name] = picture;
  }
  return all;
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
function grouped(title, measure, unit, groups, isMost = false) {
  const drawn = groups
    .map(([title, figures]) => ({
      title,
      bars: by(figures, measure, isMost).map((figure) => barOf(figure, measure, unit)),
    }))
    .filter(({ bars }) => bars.length > 0);
  return drawn.length === 0 ? undefined : bars(title, drawn);
}

/** All of them on one scale, in the order of their threads. */
function scaling(title, groups) {
  const rows = groups.flatMap(([name, figures]) =>
    figures.map((figure) => ({
      ...barOf(figure, "throughput", "records/s"),
      label: `${short(name)}, ${figure.title}`,
    })),
  );
  return bars(title, [{ title: "Records a second", bars: rows }]);
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
