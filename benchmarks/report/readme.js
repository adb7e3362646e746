import { judge } from "../goals.js";
import { figuresOf } from "../suite/results.js";
import { short } from "./cells.js";
import { CHARTS } from "./charts.js";
import { amount, find, markdown, shown, times, wrap } from "./figures.js";
import { serviceTable } from "./service.js";

const BEGIN = "<!-- benchmarks:begin -->";
const END = "<!-- benchmarks:end -->";
const OTHERS = ["pino-buffered", "pino-default", "winston", "logtape"];
/** Calls in the table of the README: scenario, format, title. */
const CALLS = [
  ["message", "text", '`info("hello world")`, text'],
  ["integers", "text", "three placeholders, text"],
  ["fields", "json", "message and three fields, JSON"],
  ["child", "json", "… from a child with five fields more"],
  ["nested", "json", "… and a nested object"],
  ["event", "json", "nested object, as a typed event"],
  ["error", "json", "an `Error` with its stack"],
];

/**
 * Returns the README with a new section between its markers.
 *
 * @param {string} readme
 * @param {import("../suite/results.js").Results} results
 * @param {import("../service/stored.js").Service} [service] Results of the service rows, if there are any.
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
    ...(results.quick ? ["**Figures of a quick run, which is too short to be reliable.**"] : []),
    about(results, service),
    `![${CHARTS.calls.title}, to /dev/null](docs/benchmarks/charts/calls.svg)`,
    "ns per record to `/dev/null`, so without the cost of a file (pino has no text format, so its JSON is shown):",
    calls(results),
    natives(results),
    processes(results),
  ].join("\n\n");
}

function inService(service) {
  const { cores, processor } = service.machine;
  return [
    wrap(
      `In a service: processor time per record in ns (last row: per request, with a child and two records), minus the ` +
        `time of the program without logging. JSON to \`/dev/null\`, ${cores} cores of ${processor}, ` +
        `${service.started.slice(0, 10)}:`,
    ),
    serviceTable(service),
  ];
}

function about({ machine: { cores, processor }, versions: { node, commit }, started }, service) {
  // The suite and the service are measured one after the other, and may be of different builds.
  const build = service === undefined || commit === service.commit ? "" : `, build ${commit}`;
  return wrap(
    `In a loop: one call site, 500 records a turn of the event loop${build}, Node ${node.slice(1)}, ${cores} cores of ` +
      `${processor}, ${started.slice(0, 10)}:`,
  );
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
      : `Native loggers: spdlog (C++) takes ${ns("integers", "text", "spdlog")} for the three placeholders, ` +
        `env_logger (Rust) ${ns("integers", "text", "env_logger-unbuffered")}, zerolog (Go) with a buffer ` +
        `${ns("fields", "json", "zerolog-default")} for the three fields, or ${ns("fields", "json", "zerolog")} with its time ` +
        `in milliseconds. `;
  return wrap(
    `${others}A file adds the kernel's copy for every logger: the three fields take ` +
      `${ns("fields", "json", "fastlog", "file")}, and ${ns("fields", "json", "pino-buffered", "file")} with pino.`,
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
[all figures and charts](docs/benchmarks/index.md).`;
}

/** The import does not depend on where records go, so each package has one figure. */
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
