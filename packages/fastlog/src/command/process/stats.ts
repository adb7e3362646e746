import type { Command } from "../command.ts";
import { askProcesses } from "./ask.ts";
import { JSON_OPTION } from "./json-option.ts";
import type { Answer } from "./link.ts";
import { PROCESS_DETAILS, PROCESS_OPTIONS } from "./processes.ts";
import { table } from "./text.ts";

const OPTIONS = [...PROCESS_OPTIONS, JSON_OPTION];

interface Backend {
  readonly name: string;
  readonly records: number;
  readonly bytes: number;
  readonly dropped: number;
  readonly buffered: number;
  readonly state: string;
}

interface ThreadStats {
  readonly tag: string;
  readonly backends: readonly Backend[];
}

interface ThreadState {
  readonly thread: number;
  readonly tag: string;
  readonly filter: string;
  readonly isolated: boolean;
}

/** `fastlog stats`: shows counters. */
export const stats: Command = {
  name: "stats",
  summary: "show the counters of the backends of all threads",
  usage: "[OPTIONS] [NAME…]",
  options: OPTIONS,
  details: PROCESS_DETAILS,
  run: (args, surroundings) =>
    askProcesses(args, args.files, surroundings, { do: "stats" }, describedStats),
};

/** `fastlog threads`: lists threads. */
export const threads: Command = {
  name: "threads",
  summary: "list the threads that log, and those that do not answer",
  usage: "[OPTIONS] [NAME…]",
  options: OPTIONS,
  details: PROCESS_DETAILS,
  run: (args, surroundings) =>
    askProcesses(args, args.files, surroundings, { do: "threads" }, describedThreads),
};

/** `fastlog dump`: has recorders write what they keep. */
export const dump: Command = {
  name: "dump",
  summary: "write to the log what the recorder keeps, in all threads",
  usage: "[OPTIONS] [NAME…]",
  options: OPTIONS,
  details: `${PROCESS_DETAILS}

Exit code: 0, or 2 if there is no recorder.`,
  run: (args, surroundings) =>
    askProcesses(args, args.files, surroundings, { do: "dump" }, describedDump),
};

/** `fastlog reopen`: opens log files again. */
export const reopen: Command = {
  name: "reopen",
  summary: "open the log files of all threads again, as after a rotation",
  usage: "[OPTIONS] [NAME…]",
  options: OPTIONS,
  details: PROCESS_DETAILS,
  run: (args, surroundings) =>
    askProcesses(args, args.files, surroundings, { do: "reopen" }, () => []),
};

/** `fastlog flush`: waits until the operating system has all records. */
export const flush: Command = {
  name: "flush",
  summary: "wait until the operating system has all that was logged",
  usage: "[OPTIONS] [NAME…]",
  options: OPTIONS,
  details: `${PROCESS_DETAILS}

Exit code: 0, or 2 if not all was delivered within 10 seconds.`,
  run: (args, surroundings) =>
    askProcesses(args, args.files, surroundings, { do: "flush" }, () => []),
};

function describedStats(answer: Answer): string[] {
  const head = ["THREAD", "BACKEND", "RECORDS", "BYTES", "DROPPED", "BUFFERED", "STATE"];
  const rows = (answer["threads"] as readonly ThreadStats[]).flatMap(({ tag, backends }) =>
    backends.map(({ name, records, bytes, dropped, buffered, state }) => [
      ...[tag, name, records, bytes, dropped, buffered, state],
    ]),
  );
  return [...table([head, ...rows]), ...silentIn(answer)];
}

function describedThreads(answer: Answer): string[] {
  const rows = (answer["threads"] as readonly ThreadState[]).map(
    ({ thread, tag, filter, isolated }) => [thread, tag, filter, isolated ? "isolated" : ""],
  );
  return [...table([["THREAD", "TAG", "FILTER", ""], ...rows]), ...silentIn(answer)];
}

function describedDump(answer: Answer): string[] {
  const dumped = answer["threads"] as readonly {
    readonly thread: number;
    readonly records: number;
  }[];
  const rows = dumped.map(({ thread, records }) => [thread, records]);
  return [...table([["THREAD", "RECORDS"], ...rows]), ...silentIn(answer)];
}

function silentIn(answer: Answer): string[] {
  return (answer["silent"] as readonly number[]).map(
    (thread) => `thread ${thread} does not answer (in a loop, or blocked)`,
  );
}
