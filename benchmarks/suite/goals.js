import { threadsGoals } from "./threads-goals.js";
import { atLeast, atMost } from "./verdict.js";

/**
 * What the figures have to be, numbered on from the goals of ../README.md. A goal whose part was not measured is
 * left out.
 *
 * @param {readonly import("../measure/figure.js").Figure[]} figures
 * @returns {import("./verdict.js").Judged[]}
 */
export function judge(figures) {
  /** A measure's value; a figure that is not there makes NaN of all that is compared with it. */
  const of = (wanted, measure) =>
    figures.find((figure) => Object.entries(wanted).every(([key, value]) => figure[key] === value))
      ?.measures[measure]?.value ?? Number.NaN;
  const all = [
    ...threadsGoals(figures),
    ...calls((what, format, contender, place = "/dev/null") =>
      of({ part: "calls", what, format, contender, place }, "latency"),
    ),
    ...processes((contender, place) =>
      of({ part: "whole", contender, format: "json", place }, "cpu-seconds"),
    ),
    ...latency((contender) => of({ part: "latency", contender }, "p99.9")),
    atMost(21, "heap of a message", of(heapOf("message"), "heap-per-record"), 64, "bytes"),
    atMost(21, "… and of three fields", of(heapOf("fields"), "heap-per-record"), 100, "bytes"),
    atMost(
      22,
      "import, over an empty module",
      of({ part: "packages", contender: "fastlog" }, "import-time"),
      8,
      "ms",
    ),
  ];
  return [
    ...all.filter(({ figure }) => !Number.isNaN(figure)),
    atMost(23, "records that fastlog lost", lost(figures), 0, ""),
  ];
}

/** In a file the kernel copies every byte, the same for all: what is compared goes to `/dev/null`. */
function calls(ns) {
  const text = (what, contender, place) => ns(what, "text", contender, place);
  const json = (contender) => ns("fields", "json", contender);
  const message = text("message", "fastlog");
  const integers = (contender, place) =>
    text("integers", contender, place) / text("integers", "fastlog", place);
  return [
    atLeast(17, "a message, pino buffered", text("message", "pino-buffered") / message, 10, "x"),
    atLeast(17, "a message, pino's default", text("message", "pino-default") / message, 20, "x"),
    atMost(17, "a message, in floors", message / text("message", "floor"), 2, "x"),
    atLeast(17, "three placeholders, spdlog to a file", integers("spdlog", "file"), 2.5, "x"),
    atLeast(17, "three placeholders, env_logger", integers("env_logger-unbuffered"), 3, "x"),
    atLeast(18, "three fields, pino buffered", json("pino-buffered") / json("fastlog"), 6, "x"),
    // As it comes, and with the fastest time that it can write.
    atLeast(
      18,
      "three fields, zerolog with a buffer",
      json("zerolog-default") / json("fastlog"),
      1.3,
      "x",
    ),
    atLeast(18, "… with its time in milliseconds", json("zerolog") / json("fastlog"), 1.3, "x"),
  ];
}

/** How many times fastlog's records a second of CPU time are the others': so they are the inverse of its time. */
function processes(seconds) {
  const times = (place, ...others) =>
    Math.min(...others.map((other) => seconds(other, place))) / seconds("fastlog", place);
  return [
    atLeast(19, "records a CPU second to a file", times("file", "pino-buffered"), 8, "x"),
    atLeast(19, "… into a pipe", times("pipe", "pino-buffered"), 5, "x"),
    // pino-socket here or in a thread, whichever is better.
    atLeast(19, "… over TCP", times("TCP", "pino-default", "pino-transport"), 5, "x"),
  ];
}

function latency(nanoseconds) {
  const times = (other) => nanoseconds("fastlog") / nanoseconds(other);
  return [
    atMost(20, "p99.9 of a call, as times of pino's default", times("pino-default"), 0.2, "x"),
    atMost(20, "… and of pino buffered", times("pino-buffered"), 1, "x"),
  ];
}

function heapOf(what) {
  return { part: "heap", what, contender: "fastlog" };
}

/** The kernel drops datagrams where the receiver is behind. */
export function lost(figures) {
  return figures
    .filter(({ contender, place }) => contender === "fastlog" && place !== "UDP")
    .reduce((sum, { records }) => sum + (records?.lost ?? 0), 0);
}
