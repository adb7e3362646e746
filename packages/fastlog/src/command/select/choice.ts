import type { Arguments } from "../arguments.ts";
import { LevelReader } from "../read/read-level.ts";
import { TimeReader } from "../read/read-time.ts";
import { selectionOptions } from "./select-options.ts";
import { Selection } from "./selection.ts";

/** Selects the records that a command line asks for, with what reads them. */
export interface Choice {
  readonly selection: Selection;
  readonly levels: LevelReader;
  readonly times: TimeReader;
  /** Template of the text format that wrote the lines. */
  readonly template: string | undefined;
}

/**
 * The choice by the options and by the filters among the arguments.
 *
 * @throws UsageError or ConditionError for a mistake in one of them.
 */
export function choiceOf(
  args: Arguments,
  filters: readonly string[],
  now: number,
  isUtc: boolean,
): Choice {
  const [levels, times] = [new LevelReader(), new TimeReader()];
  const selection = new Selection(selectionOptions(args, filters, now, isUtc), levels, times);
  return { selection, levels, times, template: args.value("template") };
}
