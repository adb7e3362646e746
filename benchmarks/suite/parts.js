import { measureCalls } from "../loop/calls.js";
import { measureFilter } from "../loop/filter.js";
import { measureHeap } from "../loop/heap.js";
import { measureLatency } from "../loop/latency.js";
import { measurePackages } from "../process/packages.js";
import { measureStalled } from "../process/stalled.js";
import { measureThreads } from "../process/threads.js";
import { measureWhole } from "../process/whole.js";
import { measureSockets } from "../sockets/sockets.js";

/**
 * How a part is measured.
 *
 * @typedef {object} How
 * @property {boolean} quick Too short to be believed.
 * @property {number} [rounds] Processes for each figure, instead of the part's own number.
 * @property {readonly string[]} scenarios Of the calls.
 * @property {(contender: string) => boolean} isWanted
 * @property {(what: string) => void} progress
 *
 * The parts of the suite, in the order in which they are run. `method` explains the figures to their readers; it is
 * stored with them. `minutes` is the time on two quiet cores.
 *
 * @type {Record<string, { title: string, method: string, minutes: number, measure: (how: How) => Promise<import("../measure/figure.js").Figure[]> }>}
 */
export const PARTS = {
  calls: {
    title: "Calls",
    method:
      "500 records, then the end of the turn: a sample of tinybench. 20 ms a task; all contenders take " +
      "turns in one process, in 8 rounds of a message, placeholders and fields, and 6 of the others. The best round " +
      "counts; to /dev/null the median of three processes, in a file one process. In a file every line is counted after " +
      "each task; those of the first and last rounds are read and compared. Loggers of other languages: the best of " +
      "four rounds of 400,000 records. A logger that has no text stands beside the others with its JSON. roarr and " +
      "console.log cannot be told a level, and so have no disabled call. Writing in a thread is in a call's CPU " +
      "time only. Loggers' own ways to files are measured in whole processes.",
    minutes: 4,
    measure: measureCalls,
  },
  filter: {
    title: "Calls that the filter stops",
    method:
      "A million calls a sample, the best of 96 samples, the median of three processes. Inlined: in a loop of its own, " +
      "where V8 inlines everything, and of an empty function leaves nothing. Called: in one loop that has called nine " +
      "other functions before, where V8 inlines none. With LOG=info,dep1=debug fastlog has to ask V8 which module calls.",
    minutes: 0.3,
    measure: measureFilter,
  },
  whole: {
    title: "Processes that log millions of records",
    method:
      "Two million records of a message and three fields, 500 a turn, from the first call until the last byte " +
      "is in the file or with the reader, shown for a million; the CPU time of all threads. pino logs half as many, " +
      "winston, bunyan and roarr a quarter, LogTape and log4js a fifth, what is slower a tenth or less, so that each " +
      "process takes a second or more; as datagrams it is 200,000. The best of three processes (fastlog and pino) or two " +
      "for times, the median for throughput and memory. Lines are all counted; all of a file's are compared " +
      "with what was logged in the first process, of a pipe and of sockets every 997th. " +
      "Not measured: the floor and pino's buffered destination over sockets, which they do not write to; " +
      "console.log there, and the slowest (LogTape, tslog, log4js); by UDP bunyan and roarr, as the operating system takes " +
      "most of what a datagram costs.",
    minutes: 3.3,
    measure: measureWhole,
  },
  threads: {
    title: "Threads",
    method:
      "Threads that have warmed up start at once; until the last one is done. 1.5 million records a thread (half of that " +
      "for each of four), a third of that for the other loggers. All lines are counted; in the first round they are read " +
      "back and must be each thread's records in their order. The best of three processes.",
    minutes: 1.2,
    measure: measureThreads,
  },
  latency: {
    title: "Single calls at 50,000 records a second",
    method:
      "Every millisecond what is due is logged; each call is timed by process.hrtime.bigint() and recorded " +
      "in an HdrHistogram (node:perf_hooks). Three seconds after one of warm-up, the median of three " +
      "processes (the floor, fastlog, pino's default and buffered destinations) or one. The event loop's delay is that of " +
      "monitorEventLoopDelay, less its resolution of 1 ms. The maximum is one call of 150,000: on a machine that others " +
      "use, it is how long the process had to wait.",
    minutes: 1.7,
    measure: measureLatency,
  },
  heap: {
    title: "Heap of a record",
    method:
      "heapUsed after 10,000 records less heapUsed before, in a process whose young generation is so large " +
      "that nothing is collected in between. fastlog: the median of three processes. The floor " +
      "is left out: it allocates next to nothing.",
    minutes: 0.5,
    measure: measureHeap,
  },
  sockets: {
    title: "Sockets",
    method:
      "Lines of 128 bytes to a process on the same machine: 500 records in a turn of the event loop, and again in the " +
      "next, for 150 ms, from the first call until the receiver has the last byte. The best of five rounds, in which all " +
      "take turns, the median of three processes. All but pino write text. fastlog waits where more than 1 MiB waits in " +
      "its buffer, and drops nothing; the others keep without bound what the socket has not taken. pino has pino-socket, " +
      "in a thread (pino.transport) and without one. By UDP what is sent counts, until the operating system has answered " +
      "for the last datagram; the kernel drops where the receiver is behind. Packed: 1,400 bytes a datagram. A call that " +
      "is dropped: the peer reads nothing, and all buffers are full; the best of 96 samples of 100,000 calls.",
    minutes: 1.2,
    measure: measureSockets,
  },
  packages: {
    title: "Imports and installed size",
    method:
      "From before import() to after it, over an empty module, the least of 20 processes that take turns; " +
      "the bytes of the package's files and those of all packages that it depends on.",
    minutes: 0.4,
    measure: measurePackages,
  },
  stalled: {
    title: "Memory while the reader of a pipe reads nothing",
    method:
      "The standard output is a pipe that nobody reads. VmHWM after a million records or eight seconds. A " +
      "logger that is held up lets the program wait; the others keep all they are given. One process each.",
    minutes: 0.8,
    measure: measureStalled,
  },
};
