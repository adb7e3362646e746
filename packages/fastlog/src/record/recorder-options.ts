import type { Batch } from "../batch/batch.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import type { Contexts } from "../fields/async-context.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { Clock } from "../time/clock.ts";

export interface RecorderOptions {
  /** Makes an encoder: one for the records, and one for each depth of records inside records. */
  readonly encoder: () => RecordEncoder;
  readonly clock: Clock;
  /** In bytes, the newline included. */
  readonly maxRecord: number;
  /** In bytes: what may wait of the records that are logged inside of a record. */
  readonly buffer: number;
  /** Counts what was dropped of those, for the backends of a mark. Where there is none, the batch has it. */
  readonly lost?: ((losses: Batch, mark: number) => void) | undefined;
  readonly sanitizer: Sanitizer;
  readonly contexts: Contexts;
  /** The fields of every record. */
  readonly base: Bindings | undefined;
}
