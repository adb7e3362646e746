import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { FastlogError } from "../errors.ts";
import type { Backend } from "./backend.ts";
import { makeBoom } from "./boom.ts";
import { FdBackend } from "./fd.ts";
import type { FdOptions } from "./fd-options.ts";
import { messageOf } from "./message.ts";

/** Options of a file backend. */
export interface FileOptions extends FdOptions {
  /** Permissions of a file that is made. Default `0o640`. */
  readonly mode?: number;
}

const DEFAULT_MODE = 0o640;

/**
 * A file, appended to (`O_APPEND`), with its folders made where they are missing. `reopen()` opens
 * the path again after a rotation. Throws `ERR_FASTLOG_BACKEND_UNAVAILABLE` when it cannot be
 * opened.
 */
export function file(path: string, options: FileOptions = {}): Backend {
  const absolute = resolve(path);
  const mode = options.mode ?? DEFAULT_MODE;
  const open = () => makeBoom({ dest: absolute, append: true, mkdir: true, mode });
  try {
    return new FdBackend(pathToFileURL(absolute).href, open(), options, open);
  } catch (error) {
    throw new FastlogError(
      "ERR_FASTLOG_BACKEND_UNAVAILABLE",
      `cannot open the log file "${absolute}": ${messageOf(error)}`,
      { cause: error },
    );
  }
}
