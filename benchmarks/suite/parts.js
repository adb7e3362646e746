import { measureCalls } from "../loop/calls.js";
import { measureHeap } from "../loop/heap.js";
import { measureLatency } from "../loop/latency.js";
import { measurePackages } from "../process/packages.js";
import { measureStalled } from "../process/stalled.js";
import { measureThreads } from "../process/threads.js";
import { measureWhole } from "../process/whole.js";

/**
 * The parts of the suite, in the order in which they are run. `method` is what a reader of the figures has
 * to know; it goes into the results. `minutes` is about what it takes on two quiet cores.
 *
 * @type {Record<string, { title: string, method: string, minutes: number, measure: (how: { quick?: boolean, scenarios?: readonly string[], progress: (what: string) => void }) => Promise<import("../measure/figure.js").Figure[]> }>}
 */
export const PARTS = {
  calls: {
    title: "What a call takes",
    method:
      "500 records, then the end of the turn: a sample of tinybench. 20 ms a task; all contenders take " +
      "turns in one process, in 10 rounds of the scenarios that goals are about and 6 of the others; the best " +
      "round counts, and the median of three processes. In a file every line is counted after each task; " +
      "those of the first and last rounds are read and compared. Loggers of other languages: the best of " +
      "five rounds of 400,000 records. Whoever has no text stands beside the others with its JSON. roarr and console.log cannot be told a level, " +
      "and so have no disabled call. Loggers' own ways to files are in whole processes; what is written by a " +
      "thread is in a call's CPU time only.",
    minutes: 7,
    measure: measureCalls,
  },
  whole: {
    title: "What a process takes that logs millions of records",
    method:
      "Two million records of a message and three fields, 500 a turn, from the first call until the last byte " +
      "is in the file or with the reader, for a million of them; the CPU time of all threads. pino's default " +
      "logs half as many, winston, bunyan and roarr a quarter, LogTape and log4js a fifth, what is slower a tenth " +
      "or less, so that each process takes a second or more; as datagrams it is 200,000. The best of three processes " +
      "for times, the median for throughput and memory. Lines are all counted; all of a file's are compared " +
      "with what was logged in the first process, of a pipe and of sockets every 997th. " +
      "Not measured: the floor and pino's buffered destination over sockets, which they do not write to; " +
      "console.log there, and the slowest (LogTape, tslog, log4js); by UDP bunyan and roarr, as what a datagram " +
      "costs is the operating system's.",
    minutes: 6,
    measure: measureWhole,
  },
  threads: {
    title: "What several threads deliver",
    method:
      "Threads that have warmed up start at once; until the last one is done. Two million records a thread (one, " +
      "of four), a quarter of that for the others. All lines are counted; in the first round they are read back " +
      "and must be each thread's records in their order. The best of five processes.",
    minutes: 3,
    measure: measureThreads,
  },
  latency: {
    title: "What single calls take at 50,000 records a second",
    method:
      "Every millisecond what is due is logged; each call is timed by process.hrtime.bigint() and recorded " +
      "in an HdrHistogram (node:perf_hooks). Three seconds after one of warm-up, the median of three " +
      "processes. The event loop's delay is that of monitorEventLoopDelay, less its resolution of 1 ms.",
    minutes: 3.5,
    measure: measureLatency,
  },
  heap: {
    title: "What a record takes of the heap",
    method:
      "heapUsed after 10,000 records less heapUsed before, in a process whose young generation is so large " +
      "that nothing is collected in between. The median of three processes. The floor " +
      "is left out: it allocates next to nothing.",
    minutes: 1.3,
    measure: measureHeap,
  },
  packages: {
    title: "What importing and installing takes",
    method:
      "From before import() to after it, over an empty module, the least of 30 processes that take turns; " +
      "the bytes of the package's files and those of all packages that it depends on.",
    minutes: 0.7,
    measure: measurePackages,
  },
  stalled: {
    title: "What a process takes whose reader reads nothing",
    method:
      "The standard output is a pipe that nobody reads. VmHWM after a million records or eight seconds. A " +
      "logger that is held up lets the program wait; what is not held up keeps all it is given. One process each.",
    minutes: 1.5,
    measure: measureStalled,
  },
};
