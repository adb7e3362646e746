import type { Arguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { askProcesses } from "./ask.ts";
import { JSON_OPTION } from "./json-option.ts";
import type { Answer } from "./link.ts";
import { PROCESS_DETAILS, PROCESS_OPTIONS } from "./processes.ts";
import { table } from "./text.ts";

interface Point {
  readonly thread: number;
  readonly name: string;
  readonly level: string;
  readonly open: boolean;
  readonly attached: number;
  readonly hits: number;
}

/** `fastlog points`: lists, attaches and detaches tracepoints. */
export const points: Command = {
  name: "points",
  summary: "list the tracepoints, or log the hits of some for a time",
  usage: "[OPTIONS] [NAME…]",
  options: [
    { name: "attach", value: "POINT", help: "log the hits of db::query, or of db::*" },
    { name: "for", value: "TIME", help: "how long: 90s, 10m, 1h; 10m without it, at most 1d" },
    { name: "detach", value: "POINT", help: "end what was attached by this name" },
    ...PROCESS_OPTIONS,
    JSON_OPTION,
  ],
  details: `What is attached logs each hit, whatever the filter says, in all threads that run now.

${PROCESS_DETAILS}`,
  run(args, surroundings) {
    const command = { do: "points", ...changeIn(args) };
    return askProcesses(args, args.files, surroundings, command, described);
  },
};

function changeIn(args: Arguments) {
  const [attach, detach, time] = [args.value("attach"), args.value("detach"), args.value("for")];
  if (attach !== undefined && detach !== undefined) {
    throw new UsageError("--attach and --detach exclude each other");
  }
  if (attach === undefined && time !== undefined) throw new UsageError("--for needs --attach");
  return { attach, detach, for: time };
}

function described(answer: Answer): string[] {
  const points = answer["points"] as readonly Point[];
  if (points.length === 0) return [];
  const head = ["THREAD", "NAME", "LEVEL", "OPEN", "ATTACHED", "HITS"];
  const rows = points.map(({ thread, name, level, open, attached, hits }) => [
    ...[thread, name, level, open ? "open" : "", attached, hits],
  ]);
  return table([head, ...rows]);
}
