import type { Command } from "./command.ts";
import { merge } from "./merge/merge.ts";
import { view } from "./view/view.ts";

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [view, merge];
