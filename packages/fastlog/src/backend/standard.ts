import fs from "node:fs";
import type { SonicBoom } from "sonic-boom";
import type { Backend } from "./backend.ts";
import { makeBoom } from "./boom.ts";
import { FdBackend } from "./fd.ts";
import type { FdOptions } from "./fd-options.ts";

/** Standard output, by its descriptor: never through `process.stdout`. */
export function stdout(options: FdOptions = {}): Backend {
  return new FdBackend("stdout", openStandard(1, options), options);
}

/** Standard error, by its descriptor: never through `process.stderr`. */
export function stderr(options: FdOptions = {}): Backend {
  return new FdBackend("stderr", openStandard(2, options), options);
}

/**
 * `O_NONBLOCK` is a property of the open file description, which a pipe's descriptor shares with
 * every process on it: anyone may turn it on, and `process.stdout` does. A description of our own
 * stays blocking. For a regular file the description is shared on purpose, because its offset is:
 * with one of our own, lines written through descriptor 1 by others and ours would overwrite each
 * other.
 */
function openStandard(fd: 1 | 2, { overflow = "block" }: FdOptions): SonicBoom {
  let own: number = fd;
  try {
    const { O_WRONLY, O_APPEND, O_NOCTTY, O_NONBLOCK } = fs.constants;
    const stats = fs.fstatSync(fd);
    if (process.platform === "linux" && !stats.isFile()) {
      const path = `/proc/self/fd/${fd}`;
      // To open a named pipe that nobody reads waits for a reader; like this it fails instead.
      if (stats.isFIFO()) fs.closeSync(fs.openSync(path, O_WRONLY | O_NONBLOCK));
      // A description of our own may be made not to wait: nobody else is surprised by it.
      const blocking = overflow === "block" ? 0 : O_NONBLOCK;
      own = fs.openSync(path, O_WRONLY | O_APPEND | O_NOCTTY | blocking);
    }
  } catch {
    // A socket cannot be opened that way, nor a terminal of another user.
  }
  return makeBoom({ fd: own });
}
