import { memory } from "../backend/memory.ts";
import type { Options } from "../config/options.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { ownOptions } from "../own-members.ts";
import { type CapturedRecord, Watch } from "./capturing-encoder.ts";

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

/** Sends records to a backend until what it returns is called. */
export type Divert = (
  backend: ReturnType<typeof memory>,
  options: Options,
  wrap: (encoder: RecordEncoder) => RecordEncoder,
) => () => void;

/** Takes all that is logged, until `restore()`. */
export function captureBy(divert: Divert, options: Options): Capture {
  const backend = memory();
  const records: CapturedRecord[] = [];
  const watch = new Watch((record) => records.push(record));
  const restore = divert(backend, ownOptions<Options>(options, { flushOn: "trace" }), (encoder) =>
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
