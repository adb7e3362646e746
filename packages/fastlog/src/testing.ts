import type { Capture } from "./capture.ts";
import type { Options } from "./config.ts";
import "./index.ts";
import { sharedRuntime } from "./shared.ts";

export type { Capture } from "./capture.ts";
export type { CapturedRecord } from "./encode/watch.ts";

/**
 * Takes all that is logged in this thread, until `restore()`. Everything passes unless
 * `options.filter` says otherwise; the environment is not asked. Captures may be nested, and are
 * then restored in the opposite order.
 */
export function capture(options: Omit<Options, "backend" | "signals" | "flushOn"> = {}): Capture {
  // By the code that makes the records: another copy's would not know their values.
  return sharedRuntime(missing).capture(options);
}

/** Importing the package, as above, has made the runtime. */
function missing(): never {
  throw new Error("fastlog is not loaded");
}
