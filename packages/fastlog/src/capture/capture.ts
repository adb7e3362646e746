import { memory } from "../backend/memory.ts";
import type { Options } from "../config/options.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import { ownOptions } from "../own-members.ts";
import { type CapturedRecord, Watch } from "./capturing-encoder.ts";

/** The records logged since `capture()` or the last `clear()`. */
export interface Capture {
  /** The records as the backend would have got them. */
  readonly text: string;
  /** The lines of {@link text}, without the newlines. */
  readonly lines: readonly string[];
  /** The records before they were formatted. */
  readonly records: readonly CapturedRecord[];
  clear(): void;
  /** Ends the capture: records go to the configured backends again. */
  restore(): void;
}

/** Sends records to a backend until the returned function is called. */
export type Divert = (
  backend: ReturnType<typeof memory>,
  options: Options,
  wrap: (encoder: RecordEncoder) => RecordEncoder,
) => () => void;

/** Captures all records until `restore()`. */
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
