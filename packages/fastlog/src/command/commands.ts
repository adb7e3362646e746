import type { Command } from "./command.ts";
import { merge } from "./merge/merge.ts";
import { filter, level } from "./process/filters.ts";
import { points } from "./process/points.ts";
import { ps } from "./process/ps.ts";
import { dump, flush, reopen, stats, threads } from "./process/stats.ts";
import { tail } from "./process/tail.ts";
import { recover } from "./recover/recover.ts";
import { ship } from "./ship/ship.ts";
import { top } from "./top/top.ts";
import { view } from "./view/view.ts";

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  view,
  merge,
  ship,
  top,
  ps,
  level,
  filter,
  tail,
  stats,
  threads,
  points,
  dump,
  reopen,
  flush,
  recover,
];
