import { ownOptions } from "../../own-members.ts";
import type { Backend } from "../backend.ts";
import { FdBackend } from "./fd-backend.ts";
import { checkStandardOptions } from "./fd-checks.ts";
import type { StandardOptions } from "./fd-options.ts";
import { StandardStream } from "./standard-stream.ts";

/** Standard output, written by its descriptor, never through `process.stdout`. */
export function stdout(options: StandardOptions = {}): Backend {
  return standard(1, "stdout", options);
}

/** Standard error, written by its descriptor, never through `process.stderr`. */
export function stderr(options: StandardOptions = {}): Backend {
  return standard(2, "stderr", options);
}

function standard(fd: 1 | 2, factory: string, given: StandardOptions): Backend {
  if (Object.keys(given).length > 0) checkStandardOptions(factory, given);
  const options = ownOptions<StandardOptions>(given);
  return new FdBackend(new StandardStream(fd, options), options, {
    factory,
    args: [{ ...options }],
  });
}
