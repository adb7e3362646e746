import { memory } from "./backend/memory.ts";
import type { Options } from "./config.ts";
import { type CapturedRecord, Watch } from "./encode/watch.ts";
import "./index.ts";
import { sharedRuntime } from "./shared.ts";

export type { CapturedRecord } from "./encode/watch.ts";

/** What was logged since `capture()` or `clear()`. */
export interface Capture {
  /** As it would have been written. */
  readonly text: string;
  /** The same by lines, without the newlines. */
  readonly lines: readonly string[];
  /** What was logged, before it was formatted. */
  readonly records: readonly CapturedRecord[];
  clear(): void;
  /** Lets records go where they went before. */
  restore(): void;
}

/**
 * Takes all that is logged in this thread, until `restore()`. Everything passes unless
 * `options.filter` says otherwise; the environment is not asked. Captures may be nested, and are
 * then restored in the opposite order.
 */
export function capture(options: Omit<Options, "backend" | "signals" | "flushOn"> = {}): Capture {
  const backend = memory();
  const records: CapturedRecord[] = [];
  const watch = new Watch((record) => records.push(record));
  const runtime = sharedRuntime(missing);
  const restore = runtime.divert(backend, { ...options, flushOn: "trace" }, (encoder) =>
    watch.over(encoder),
  );
  return {
    get text() {
      return backend.text;
    },
    get lines() {
      return backend.lines;
    },
    get records() {
      return [...records];
    },
    clear() {
      backend.clear();
      records.length = 0;
    },
    restore,
  };
}

/** Importing the package, as above, has made the runtime. */
function missing(): never {
  throw new Error("fastlog is not loaded");
}
