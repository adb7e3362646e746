import { atLeast, atMost } from "./measure/verdict.js";

// All goals: of the suite (judge), of each Node in a service (judgeService), and of the ways in which records get their
// sources (judgeSources). A goal whose figures were not measured is left out.

const BUFFERED = "pino, buffered";
const DEFAULT = "pino, default";

/**
 * The goals of the suite.
 *
 * @param {readonly import("./measure/figure.js").Figure[]} figures
 * @returns {import("./measure/verdict.js").Verdict[]}
 */
export function judge(figures) {
  /** A measure's value; NaN where it was not measured, and so for all that is compared with it. */
  const of = (wanted, measure) =>
    figures.find((figure) => Object.entries(wanted).every(([key, value]) => figure[key] === value))
      ?.measures[measure]?.value ?? Number.NaN;
  const all = [
    ...calls((what, format, contender, place = "/dev/null") =>
      of({ part: "calls", what, format, contender, place }, "latency"),
    ),
    ...filter((what, contender, place) =>
      of({ part: "filter", what, contender, ...(place && { place }) }, "latency"),
    ),
    ...latency((contender) => of({ part: "latency", contender }, "p99.9")),
    ...heap((what) => of({ part: "heap", what, contender: "fastlog" }, "heap-per-record")),
    ...processes((contender, place) =>
      of({ part: "whole", contender, format: "json", place }, "cpu-seconds"),
    ),
    ...threads((contender, what, place) =>
      of({ part: "threads", contender, what, place }, "throughput"),
    ),
    ...sockets((what, contender, place, measure) =>
      of({ part: "sockets", what, contender, ...(place && { place }) }, measure),
    ),
    ...imports((contender) => of({ part: "packages", contender }, "import-time")),
  ];
  return [...measured(all), atMost(12, "records that fastlog lost", lost(figures), 0, "")];
}

/**
 * The goals of a service on one Node: processor time over the logger that does nothing.
 *
 * @param {readonly import("./service/measure.js").Figure[]} figures
 * @returns {import("./measure/verdict.js").Verdict[]}
 */
export function judgeService(figures) {
  const over = (row, figure, contender) =>
    figures.find((one) => one.row === row && one.figure === figure)?.costs[contender]?.over ??
    Number.NaN;
  /** How many times as much as fastlog another logger takes. */
  const times = (row, figure, contender) =>
    over(row, figure, contender) / over(row, figure, "fastlog");
  const least = (goal, what, figure, limit) => atLeast(goal, what, figure, limit, "x");
  return measured([
    least(13, "300 call sites, warm: pino buffered", times("sites", "the rest", BUFFERED), 4),
    least(13, "… strings", times("sites", "the rest", "strings"), 1.8),
    least(13, "… to 100,000: pino buffered", times("sites", "to 100,000", BUFFERED), 1.5),
    least(13, "… to 1,000: pino buffered", times("sites", "to 1,000", BUFFERED), 1),
    least(14, "a child and a record: pino buffered", times("child", "record", BUFFERED), 3),
    least(14, "… strings", times("child", "record", "strings"), 1),
    atMost(14, "a kept child", over("kept", "child", "fastlog"), 300, "bytes"),
    least(15, "one record a turn: pino buffered", times("turns of 1", "record", BUFFERED), 1),
    least(15, "… pino's default", times("turns of 1", "record", DEFAULT), 4),
    least(16, "a request, node:http: pino buffered", times("http", "request", BUFFERED), 2),
    least(16, "… pino's default", times("http", "request", DEFAULT), 3),
  ]);
}

/**
 * The goals of the sources of records on one Node.
 *
 * @param {readonly import("./sources/measure.js").Figure[]} figures
 * @returns {import("./measure/verdict.js").Verdict[]}
 */
export function judgeSources(figures) {
  const of = (source, figure) =>
    figures.find((one) => one.source === source && one.figure === figure)?.value ?? Number.NaN;
  const tracepoint = (figure) => of("tracepoints", figure);
  const stopped = (figure) => of("stopped", figure);
  const site = (figure) => of("sites", figure);
  return measured([
    atMost(
      17,
      "a stopped call of a bound function, over empty",
      stopped("a bound function"),
      1,
      "ns",
    ),
    atMost(17, "… with a call site", stopped("a bound function with a call site"), 1, "ns"),
    // As long as that of a named logger; the rest is noise.
    atMost(
      17,
      "a record of a bound function",
      site("a bound function, over a named logger"),
      5,
      "ns",
    ),
    atMost(17, "… with a call site", site("a call site, over a named logger"), 5, "ns"),
    atMost(18, "the place of a call site", site("the place of a call site"), 10, "ns"),
    atMost(
      18,
      "… beside its target",
      site("the place of a call site, beside its target"),
      10,
      "ns",
    ),
    atMost(
      19,
      "a tracepoint that nobody listens to, over empty",
      tracepoint("tracepoint"),
      1,
      "ns",
    ),
    atMost(19, "… with named fields", tracepoint("tracepoint with named fields"), 1, "ns"),
    atMost(19, "… around a method", tracepoint("instrumented method"), 5, "ns"),
    atLeast(
      20,
      "300 call sites, warm: saved by the plugin",
      of("service", "saved, the rest"),
      15,
      "%",
    ),
    atLeast(20, "… to 100,000", of("service", "saved, to 100,000"), 15, "%"),
    atMost(21, "register, of each ES module", of("register", "ES module"), 0.5, "ms"),
    atMost(21, "… of each CommonJS module", of("register", "CommonJS"), 0.5, "ms"),
  ]);
}

function measured(verdicts) {
  return verdicts.filter(({ figure }) => !Number.isNaN(figure));
}

/** Calls are judged on `/dev/null`: in a file the kernel copies every byte, which takes the same for all. */
function calls(ns) {
  const text = (what, contender, place) => ns(what, "text", contender, place);
  const json = (what, contender) => ns(what, "json", contender);
  /** How many times as long as fastlog's another's call takes. */
  const texts = (what, contender, place) =>
    text(what, contender, place) / text(what, "fastlog", place);
  const jsons = (what, contender) => json(what, contender) / json(what, "fastlog");
  const floors = (what) => json(what, "fastlog") / json(what, "floor");
  const extra = (what, than) => json(what, "fastlog") - json(than, "fastlog");
  return [
    atLeast(1, "a message: pino buffered", texts("message", "pino-buffered"), 14, "x"),
    atLeast(1, "… pino's default", texts("message", "pino-default"), 20, "x"),
    atLeast(1, "… pino unbuffered", texts("message", "pino-unbuffered"), 15, "x"),
    atMost(1, "… in floors", 1 / texts("message", "floor"), 1.5, "x"),
    atMost(2, "three placeholders, in floors", 1 / texts("integers", "floor"), 4.5, "x"),
    atLeast(2, "… spdlog to a file", texts("integers", "spdlog", "file"), 2.5, "x"),
    atLeast(2, "… env_logger", texts("integers", "env_logger-unbuffered"), 3, "x"),
    atLeast(3, "three fields, JSON: pino buffered", jsons("fields", "pino-buffered"), 9, "x"),
    // With its default time (RFC 3339), and with the fastest that it can write.
    atLeast(3, "… zerolog with a buffer", jsons("fields", "zerolog-default"), 1.3, "x"),
    atLeast(3, "… with its time in milliseconds", jsons("fields", "zerolog"), 1.3, "x"),
    atLeast(3, "three fields, text: pino's JSON", texts("fields", "pino-buffered"), 5, "x"),
    atMost(4, "five fields of a child", extra("child", "named"), 15, "ns"),
    atMost(4, "five fields of a context", extra("context", "fields"), 120, "ns"),
    atMost(4, "the ids of a trace", extra("traced", "fields"), 80, "ns"),
    atLeast(
      4,
      "an event: plain fields",
      json("nested", "fastlog") / json("event", "fastlog"),
      1,
      "x",
    ),
    atLeast(4, "… pino buffered", jsons("event", "pino-buffered"), 4, "x"),
    atLeast(4, "an Error: pino buffered", jsons("error", "pino-buffered"), 2, "x"),
    // Two processes, and so each with its own floor.
    atMost(4, "redacted, of the same record", floors("redacted") / floors("secrets"), 2, "x"),
  ];
}

/** Disabled calls, over an empty function; the worst of those that are inlined and those that are not. */
function filter(ns) {
  const extra = (what) =>
    Math.max(
      ...["inlined", "called"].flatMap((place) =>
        ["fastlog", "fastlog-named"].map((id) => ns(what, id, place) - ns(what, "floor", place)),
      ),
    );
  return [
    atMost(5, "a disabled call, no directives, over empty", extra("no directives"), 1, "ns"),
    atMost(5, "… 200 directives", extra("200 directives"), 1, "ns"),
    atMost(5, "… for the calling module", ns("module", "fastlog"), 3000, "ns"),
    atMost(5, "… a tagged template", ns("module", "fastlog-template"), 30, "ns"),
  ];
}

function latency(ns) {
  const times = (other) => ns("fastlog") / ns(other);
  return [
    atMost(6, "p99.9 of a call, as times of pino's default", times("pino-default"), 0.2, "x"),
    atMost(6, "… and of pino buffered", times("pino-buffered"), 1, "x"),
  ];
}

function heap(bytes) {
  return [
    atMost(7, "heap of a message", bytes("message"), 64, "bytes"),
    atMost(7, "… and of three fields", bytes("fields"), 100, "bytes"),
  ];
}

/** How many times fastlog's records a second of CPU time are the others': so they are the inverse of its time. */
function processes(seconds) {
  const times = (place, ...others) =>
    Math.min(...others.map((other) => seconds(other, place))) / seconds("fastlog", place);
  return [
    atLeast(
      8,
      "records a CPU second to a file: pino buffered",
      times("file", "pino-buffered"),
      8,
      "x",
    ),
    atLeast(8, "… into a pipe", times("pipe", "pino-buffered"), 5, "x"),
    // pino-socket here or in a thread, whichever is better.
    atLeast(8, "… over TCP: pino-socket", times("TCP", "pino-default", "pino-transport"), 5, "x"),
  ];
}

function threads(rate) {
  const [one, two] = ["1", "2"].map((count) => rate("fastlog", count, "own"));
  const transport = rate("pino-transport", "0", "own");
  return [
    atLeast(9, "two threads, own files, as times of one", two / one, 1.8, "x"),
    atLeast(9, "… one file", rate("fastlog", "2", "shared") / one, 1.6, "x"),
    atLeast(9, "… as times of pino.transport", two / transport, 5, "x"),
    atLeast(9, "… as times of winston in two", two / rate("winston", "2", "own"), 5, "x"),
  ];
}

function sockets(value) {
  const rate = (contender, place) => value("line", contender, place, "throughput");
  const times = (place, ...others) =>
    rate("fastlog", place) / Math.max(...others.map((other) => rate(other, place)));
  const worst = (...others) =>
    Math.min(...["TCP", "Unix socket"].map((place) => times(place, ...others)));
  const dropped = (what) => value(what, "fastlog", undefined, "latency");
  return [
    atLeast(10, "TCP, as times of a bare socket", times("TCP", "floor"), 0.8, "x"),
    atLeast(10, "Unix socket, as times of a bare one", times("Unix socket", "floor"), 0.8, "x"),
    atLeast(10, "… as times of pino-socket", worst("pino-default", "pino-transport"), 5, "x"),
    atLeast(10, "… as times of winston", worst("winston"), 5, "x"),
    atLeast(10, "… as times of log4js", times("TCP", "log4js"), 5, "x"),
    atLeast(10, "UDP, as times of a bare socket", times("UDP", "floor"), 1, "x"),
    atLeast(
      10,
      "packed, as times of one a datagram",
      rate("fastlog", "UDP, packed") / rate("fastlog", "UDP"),
      5,
      "x",
    ),
    atMost(10, "a call that is dropped: a message", dropped("message"), 50, "ns"),
    atMost(10, "a call that is dropped: a placeholder", dropped("integer"), 50, "ns"),
  ];
}

/** pino takes about 16 ms, and fastlog is to take 8. */
function imports(milliseconds) {
  return [
    atMost(
      11,
      "import, as times of pino's",
      milliseconds("fastlog") / milliseconds("pino"),
      0.5,
      "x",
    ),
  ];
}

/** The kernel drops datagrams where the receiver is behind. */
function lost(figures) {
  return figures
    .filter(({ contender, place }) => contender === "fastlog" && !place?.startsWith("UDP"))
    .reduce((sum, { records }) => sum + (records?.lost ?? 0), 0);
}
