import type { Arguments } from "../arguments.ts";
import type { Command } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import { askProcesses } from "./ask.ts";
import { JSON_OPTION } from "./json-option.ts";
import type { Answer } from "./link.ts";
import { PROCESS_DETAILS, PROCESS_OPTIONS } from "./processes.ts";
import { lengthOf } from "./text.ts";

interface Held {
  readonly id?: string;
  readonly spec: string;
  readonly until: string;
  readonly left: number;
}

/** `fastlog level`: opens the filter for a time. */
export const level: Command = {
  name: "level",
  summary: "let more pass for a time: dep1=debug",
  usage: "[OPTIONS] [FILTER] [NAME…]",
  options: [
    { name: "for", value: "TIME", help: "how long: 90s, 10m, 1h; 10m without it, at most 1d" },
    { name: "id", value: "ID", help: "name of the lease, by which it is renewed or dropped" },
    { name: "drop", value: "ID", help: "end the lease of this name" },
    ...PROCESS_OPTIONS,
    JSON_OPTION,
  ],
  details: `Lets pass what FILTER does, beside what passes now, in all threads: a lease. It ends by itself.
Without FILTER, the filter and the leases are shown.

${PROCESS_DETAILS}

Exit code: 0, or 2 after an error.

  fastlog level dep1=debug --for 10m
  fastlog level app::db=trace/timeout shop --for 1h --id ada
  fastlog level --drop ada shop`,
  run(args, surroundings) {
    const drop = args.value("drop");
    const [spec, names] = drop === undefined ? specAndNames(args) : [undefined, args.files];
    if (spec === undefined && drop === undefined) refuse(args, ["for", "id"], "needs a FILTER");
    if (drop !== undefined) refuse(args, ["for", "id"], "does not go with --drop");
    const command = { do: "level", spec, drop, for: args.value("for"), id: args.value("id") };
    return askProcesses(args, names, surroundings, command, described);
  },
};

/** `fastlog filter`: replaces the filter. */
export const filter: Command = {
  name: "filter",
  summary: "replace the filter, for a time or until the next change",
  usage: "[OPTIONS] [FILTER] [NAME…]",
  options: [
    {
      name: "for",
      value: "TIME",
      help: "how long: 90s, 10m, 1h; until the next change without it",
    },
    ...PROCESS_OPTIONS,
    JSON_OPTION,
  ],
  details: `Sets the filter of all threads, which may also hide records, as setFilter() does. Without FILTER,
what holds is shown.

${PROCESS_DETAILS}

Exit code: 0, or 2 after an error.

  fastlog filter warn,app::db=info --for 1h`,
  run(args, surroundings) {
    const [spec, names] = specAndNames(args);
    if (spec === undefined) refuse(args, ["for"], "needs a FILTER");
    const command = { do: "filter", spec, for: args.value("for") };
    return askProcesses(args, names, surroundings, command, described);
  },
};

/** The first argument is the filter, the others are names of processes. */
function specAndNames({ files }: Arguments): [string | undefined, readonly string[]] {
  const [first, ...names] = files;
  return [first, names];
}

function refuse(args: Arguments, options: readonly string[], reason: string): void {
  const given = options.find((name) => args.value(name) !== undefined);
  if (given !== undefined) throw new UsageError(`--${given} ${reason}`);
}

function described(answer: Answer): string[] {
  const leases = answer["leases"] as readonly Held[];
  const replaced = answer["replaced"] as Held | undefined;
  const hints = (answer["hints"] ?? []) as readonly string[];
  return [
    `filter ${answer["filter"]}`,
    ...(replaced === undefined
      ? []
      : [`replaced by ${replaced.spec}, for ${lengthOf(replaced.left)}`]),
    ...leases.map(({ id, spec, left }) => {
      const name = id === spec ? "" : ` (${id})`;
      return `lease  ${spec}${name}, for ${lengthOf(left)}`;
    }),
    ...hints.map((hint) => `hint   ${hint}`),
  ];
}
