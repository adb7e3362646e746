import { UNITS } from "../measure/figure.js";
import { cell, markdown, times } from "./figures.js";

/** The heading that a figure of a part belongs under, and the name of its row. */
const GROUPS = {
  whole: ({ place }) => `To: ${place}`,
  heap: ({ title }) => upper(title),
  filter: ({ title, place }) => upper(place === undefined ? title : `${title}, ${place}`),
  sockets: ({ place }) => upper(place),
};
const NAMES = {
  whole: ({ name, format }) => (format === "text" ? `${name}, text` : name),
  threads: ({ name, title }) => `${name}: ${title}`,
};
const COLUMNS = {
  wall: "a million records",
  "cpu-seconds": "CPU time",
  "peak-memory": "memory, at most",
  "heap-per-record": "heap of a record",
  "import-time": "import",
  "loop-p99": "event loop, p99",
  "loop-max": "event loop, max",
  "achieved-rate": "rate",
};
/** Parts whose rows stay in the order in which they were measured; others have the best first. */
const ORDERS = { threads: (figures) => figures };
/** Measures of which more is better. */
const RATES = ["throughput"];

/** The tables of a part, each under a heading where there are several. @returns {string[]} */
export function tables(id, { figures }) {
  if (id === "calls") return calls(figures);
  const groups = groupBy(figures, GROUPS[id] ?? (() => ""));
  return [...groups].flatMap(([title, own]) => [
    ...(title === "" ? [] : [`### ${title}`]),
    plain(own, NAMES[id] ?? (({ name }) => name), ORDERS[id]),
  ]);
}

/** Calls to `/dev/null` and to a file stand side by side. */
function calls(figures) {
  const groups = groupBy(figures, ({ title, format }) =>
    format === undefined ? upper(title) : `${upper(title)}, ${format === "json" ? "JSON" : format}`,
  );
  return [...groups].flatMap(([title, own]) => [
    `### ${title}`,
    own[0].format === undefined ? plain(own, ({ name }) => name) : places(own),
  ]);
}

function places(figures) {
  const columns = ["/dev/null", "file"];
  const rows = [...groupBy(sorted(figures), ({ contender }) => contender).values()];
  return markdown(
    [
      ["", ...columns.flatMap((place) => [place, "CPU", "fastlog", "floor"]), ""],
      ...rows.map((own) => [
        named(own[0], own[0].name),
        ...columns.flatMap((place) => {
          const figure = own.find((one) => one.place === place);
          return [...measures(figure, ["latency", "cpu"]), ...ratios(figure)];
        }),
        [...new Set(own.flatMap(notes))].join(", "),
      ]),
    ],
    { hasWords: true },
  );
}

function plain(figures, nameOf, order = sorted) {
  const names = [...new Set(figures.flatMap(({ measures }) => Object.keys(measures)))];
  const compared = ["fastlog", "floor"].filter((to) =>
    figures.some(({ ratios }) => ratios[to] !== undefined),
  );
  return markdown(
    [
      ["", ...names.map((name) => COLUMNS[name] ?? name), ...compared, ""],
      ...order(figures).map((figure) => [
        named(figure, nameOf(figure)),
        ...measures(figure, names),
        ...compared.map((to) => times(figure.ratios[to])),
        notes(figure).join(", "),
      ]),
    ],
    { hasWords: true },
  );
}

function measures(figure, names) {
  return names.map((name) => cell(figure?.measures[name], UNITS[name]));
}

function ratios(figure) {
  return ["fastlog", "floor"].map((to) => times(figure?.ratios[to]));
}

/** Why it was skipped or has failed, and how many records were lost. */
function notes({ records, note }) {
  const { lost = 0, logged } = records ?? {};
  const [some, all] = [lost, logged].map((count) => count?.toLocaleString("en"));
  return [
    ...(lost > 0 ? [`**${some} of ${all} lost**`] : []),
    ...(note === undefined ? [] : [note]),
  ];
}

function named({ contender, version }, name) {
  const whole = version === undefined ? name : `${name} ${version}`;
  return contender === "fastlog" ? `**${whole}**` : whole;
}

/** The best first, by the first measure of each, and figures without a measure last. */
function sorted(figures) {
  const key = ({ measures }) => {
    const [name] = Object.keys(measures);
    if (name === undefined) return Number.POSITIVE_INFINITY;
    return RATES.includes(name) ? -measures[name].value : measures[name].value;
  };
  return figures.toSorted((a, b) => (key(a) === key(b) ? 0 : key(a) - key(b)));
}

function groupBy(all, keyOf) {
  const groups = new Map();
  for (const one of all) {
    const key = keyOf(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

function upper(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
