import fs from "node:fs";
import { isTerminal } from "../../backend/fd/terminal.ts";
import { parseFilter } from "../../filter/filter.ts";
import { isFilter, refuseLimits } from "../select/select-options.ts";
import { UsageError } from "../usage-error.ts";

/** Files and filters among the arguments of a command. */
export interface Inputs {
  /** Paths; `-` is standard input. */
  readonly files: readonly string[];
  readonly filters: readonly string[];
}

/** Matches what begins like a filter. */
const LIKE_A_FILTER = /^(?:off|fatal|error|warn|info|debug|trace)[,/=@]/i;

/** Tells what is wrong with a filter, before files are read for nothing. */
function checkNoFilter(text: string): void {
  if (!LIKE_A_FILTER.test(text)) return;
  const { filter, errors } = parseFilter(text, { ranges: true });
  const [error] = errors;
  if (error !== undefined) throw new UsageError(error.message);
  refuseLimits(filter, text);
}

/**
 * Tells files from filters: an argument that names a file is a file, and one that does not, but is a filter, is one.
 * Without a file, standard input is read, unless it is a terminal.
 *
 * @throws UsageError if there is nothing to read.
 */
export function inputsOf(given: readonly string[]): Inputs {
  const isFile = (text: string) => text === "-" || fs.existsSync(text) || !isFilter(text);
  const files = given.filter(isFile);
  const filters = given.filter((text) => !isFile(text));
  for (const file of files) if (file !== "-" && !fs.existsSync(file)) checkNoFilter(file);
  if (files.length > 0) return { files, filters };
  if (isTerminal(0)) throw new UsageError("nothing to read: name a file, or - for standard input");
  return { files: ["-"], filters };
}
