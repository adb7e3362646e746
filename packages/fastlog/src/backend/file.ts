import { FastlogError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { FdBackend } from "./fd.ts";
import { checkRotation, type FileOptions, fileOptionKinds } from "./file-options.ts";
import { LogFile } from "./log-file.ts";
import { codeOf, messageOf } from "./message.ts";
import { checkGiven } from "./options.ts";
import { checkTokens, hasTag } from "./path-tokens.ts";

/** What goes away by itself: the file is opened when it has. */
const PASSING = new Set(["EMFILE", "ENFILE", "ENOSPC", "EDQUOT", "EIO", "ESTALE", "ENXIO"]);

/**
 * A file, appended to (`O_APPEND`), with its folders made where they are missing. Its path may hold
 * `{pid}`, `{thread}` and `{tag}`, for a file each. Where another file is at the path, or none, that is
 * noticed within a second; `reopen()` does so at once.
 *
 * Throws `ERR_FASTLOG_BACKEND_UNAVAILABLE` when it cannot be opened, unless that may pass (`EMFILE`,
 * `ENOSPC`, …): then it is tried again. One with a tag in its path is opened when it is taken into use.
 */
export function file(path: string, options: FileOptions = {}): Backend {
  checkGiven("file", options, fileOptionKinds());
  checkRotation(options);
  checkTokens(path);
  const outlet = new LogFile(path, options);
  try {
    if (!hasTag(path)) outlet.open();
  } catch (error) {
    if (!PASSING.has(codeOf(error))) {
      throw new FastlogError(
        "ERR_FASTLOG_BACKEND_UNAVAILABLE",
        `cannot open the log file "${outlet.path}": ${messageOf(error)}`,
        { cause: error },
      );
    }
  }
  // A function cannot be handed to a worker thread, and each file is told of once for each that is called.
  const { onRotated: _, ...inherited } = options;
  return new FdBackend(outlet, options, { factory: "file", args: [path, inherited] });
}
