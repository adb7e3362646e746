import { judge } from "../goals.js";
import { figuresOf } from "../suite/results.js";
import { short } from "./cells.js";
import { CHARTS } from "./charts.js";
import { amount, find, markdown, shown, times, wrap } from "./figures.js";
import { serviceTable } from "./service.js";

const BEGIN = "<!-- benchmarks:begin -->";
const END = "<!-- benchmarks:end -->";
const OTHERS = ["pino-buffered", "pino-default", "winston", "logtape"];
/** The calls that the README shows, as they are written. */
const CALLS = [
  ["message", "text", '`info("hello world")`, text'],
  ["integers", "text", "three placeholders, text"],
  ["fields", "json", "message and three fields, JSON"],
  ["child", "json", "… from a child with five fields more"],
  ["nested", "json", "… and a nested object"],
  ["event", "json", "the same as a typed event"],
  ["error", "json", "an `Error` with its stack"],
];

/**
 * The README with what stands between its markers made anew.
 *
 * @param {string} readme
 * @param {import("../suite/results.js").Results} results
 * @param {import("../service/stored.js").Service} [service] Where it was measured.
 */
export function withSpeed(readme, results, service) {
  const [begin, end] = [readme.indexOf(BEGIN), readme.indexOf(END)];
  if (begin === -1 || end < begin) {
    throw new Error(`README.md: expected "${BEGIN}" and "${END}", in this order`);
  }
  return `${readme.slice(0, begin + BEGIN.length)}\n${speed(results, service)}\n${readme.slice(end)}`;
}

function speed(results, service) {
  return [
    ...(service === undefined ? [] : inService(service, results)),
    ...(results.quick ? ["**Figures of a quick run, too short to be believed.**"] : []),
    about(results),
    `![${CHARTS.calls.title}, to /dev/null](docs/charts/calls.svg)`,
    "ns a record to `/dev/null`, where only the loggers' own work counts (pino has no text: its JSON):",
    calls(results),
    natives(results),
    processes(results),
  ].join("\n\n");
}

function inService(service, { versions: { commit } }) {
  // The two are measured one after the other, and not always both.
  const build = commit === service.commit ? "" : `, by an earlier build (${commit})`;
  const { cores, processor } = service.machine;
  return [
    wrap(
      `In a service: nanoseconds of processor time that a record adds to a program (a request: that two records and a ` +
        `child add), JSON to \`/dev/null\`, on ${cores} cores of ${processor}, ${service.started.slice(0, 10)}:`,
    ),
    serviceTable(service),
    `In a loop of one call site, 500 records a turn${build}:`,
  ];
}

function about({ machine: { cores, processor }, versions: { node }, started }) {
  return `On ${cores} cores of ${processor}, Node ${node.slice(1)}, ${started.slice(0, 10)}:`;
}

function calls(results) {
  const at = (what, format, contender) => figure(results, what, format, contender);
  return markdown([
    ["", "fastlog", "times the floor", ...OTHERS.map((id) => nameOf(results, id))],
    ...CALLS.map(([what, format, title]) => {
      const own = at(what, format, "fastlog");
      const others = OTHERS.map((id) => nanoseconds(at(what, format, id)));
      return [title, `**${nanoseconds(own)}**`, number(own?.ratios.floor), ...others];
    }),
  ]);
}

function natives(results) {
  const ns = (...wanted) => shown(amount(figure(results, ...wanted), "latency"), "ns");
  const measured =
    results.parts.calls?.figures.filter(({ version }) => version !== undefined) ?? [];
  // They are left out where their compilers are missing.
  const others =
    measured.length === 0
      ? ""
      : `Without an engine: spdlog (C++) takes ${ns("integers", "text", "spdlog")} for the three placeholders, ` +
        `env_logger (Rust) ${ns("integers", "text", "env_logger-unbuffered")}, zerolog (Go) with a buffer ` +
        `${ns("fields", "json", "zerolog-default")} for the three fields, or ${ns("fields", "json", "zerolog")} with its time ` +
        `in milliseconds. `;
  return wrap(
    `${others}In a file the kernel's copy comes on top, the ` +
      `same for all: ${ns("fields", "json", "fastlog", "file")} against pino's ` +
      `${ns("fields", "json", "pino-buffered", "file")} for the three fields.`,
  );
}

function processes(results) {
  const columns = ["fastlog", "pino-buffered", "pino-default", "pino-transport", "winston"];
  const row = (title, part, wanted, measure, unit) => [
    title,
    ...columns.map((contender) =>
      shown(amount(find(results, part, { ...wanted, contender }), measure), unit),
    ),
  ];
  const whole = (place) => ({ format: "json", place });
  const all = markdown([
    ["", "fastlog", ...columns.slice(1).map((id) => nameOf(results, id))],
    row("CPU time of a million records, to a file", "whole", whole("file"), "cpu-seconds", "s"),
    row("… into a pipe", "whole", whole("pipe"), "cpu-seconds", "s"),
    row("… over TCP (pino-socket)", "whole", whole("TCP"), "cpu-seconds", "s"),
    row("99.9 % of calls, at 50,000 a second, take at most", "latency", {}, "p99.9", "ns"),
    row("heap of a message", "heap", { what: "message" }, "heap-per-record", "bytes"),
    row("… with three fields", "heap", { what: "fields" }, "heap-per-record", "bytes"),
    row("memory while a pipe's reader reads nothing", "stalled", {}, "peak-memory", "bytes"),
    row("a call that the filter stops", "calls", { what: "disabled" }, "latency", "ns"),
    imports(results, columns),
  ]);
  const judged = judge(figuresOf(results));
  const met = judged.filter(({ ok }) => ok).length;
  return `${all}\n\nTwo threads deliver ${threads(results)} as many records as one. Of ${judged.length} goals ${met} are met:
[all figures and charts](docs/benchmarks.md).`;
}

/** A package is imported once, however its records go. */
function imports(results, columns) {
  const time = (contender) =>
    shown(amount(find(results, "packages", { contender }), "import-time"), "ms");
  const ids = columns.map((id) => id.replace(/-default$/, ""));
  return ["import, over an empty module", ...ids.map((id) => (/^pino-/.test(id) ? "" : time(id)))];
}

function threads(results) {
  const rate = (what) =>
    amount(find(results, "threads", { contender: "fastlog", what, place: "own" }), "throughput");
  const [one, two] = [rate("1"), rate("2")];
  return one === undefined || two === undefined ? "–" : times(two / one);
}

function figure(results, what, format, contender, place = "/dev/null") {
  return find(results, "calls", { what, format, contender, place });
}

function nanoseconds(figure) {
  return number(amount(figure, "latency"));
}

function number(value) {
  return value === undefined ? "–" : short(value);
}

function nameOf({ contenders }, id) {
  const { name, version } = contenders[id];
  const [own, ...more] = name.split(", ");
  return [`${own} ${version.replace(/\.\d+$/, "")}`, ...more].join(", ");
}
