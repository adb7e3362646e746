import type { Capture } from "./capture/capture.ts";
import type { Options } from "./config/options.ts";
import "./index.ts";
import { sharedRuntime } from "./lifecycle/shared-runtime.ts";

export type { Capture } from "./capture/capture.ts";
export type { CapturedRecord } from "./capture/capturing-encoder.ts";

/**
 * Takes all that is logged in this thread, until `restore()`. Everything passes unless
 * `options.filter` says otherwise; the environment is not asked. What `configure` says of `format`, `fields`,
 * `redact`, `serializers`, `tag` and limits holds here too, unless `options` say otherwise, also where it is
 * called meanwhile: what it sets stays set after `restore()`. Of several captures the one that began last
 * takes the records; they may be restored in any order.
 */
export function capture(options: Omit<Options, "backend" | "signals" | "flushOn"> = {}): Capture {
  // By the code that makes the records: another copy's would not know their values.
  return sharedRuntime(missing).capture(options);
}

/** Importing the package, as above, has made the runtime. */
function missing(): never {
  throw new Error("fastlog is not loaded");
}
