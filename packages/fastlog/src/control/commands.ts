import type { Command } from "./command.ts";
import { filter, level } from "./commands/filters.ts";
import { points } from "./commands/points.ts";
import { stop, tail } from "./commands/tail.ts";
import { dump, flush, reopen, stats, threads } from "./commands/threads.ts";

const help: Command = {
  about: "lists the commands",
  members: {},
  run: () => ({
    commands: Object.fromEntries(
      Object.entries(COMMANDS).map(([name, { about, members }]) => [name, { about, members }]),
    ),
  }),
};

/** The commands of the control socket, by name. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  level,
  filter,
  tail,
  stop,
  stats,
  threads,
  points,
  dump,
  reopen,
  flush,
  help,
};
