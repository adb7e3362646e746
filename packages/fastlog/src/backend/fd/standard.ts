import { ownOptions } from "../../own-members.ts";
import type { Backend } from "../backend.ts";
import { FdBackend } from "./fd-backend.ts";
import { checkFdOptions } from "./fd-checks.ts";
import type { FdOptions } from "./fd-options.ts";
import { StandardStream } from "./standard-stream.ts";

/** Standard output, written by its descriptor, never through `process.stdout`. */
export function stdout(options: FdOptions = {}): Backend {
  return standard(1, "stdout", options);
}

/** Standard error, written by its descriptor, never through `process.stderr`. */
export function stderr(options: FdOptions = {}): Backend {
  return standard(2, "stderr", options);
}

function standard(fd: 1 | 2, factory: string, given: FdOptions): Backend {
  if (Object.keys(given).length > 0) checkFdOptions(factory, given);
  const options = ownOptions<FdOptions>(given);
  return new FdBackend(new StandardStream(fd, options), options, {
    factory,
    args: [{ ...options }],
  });
}
