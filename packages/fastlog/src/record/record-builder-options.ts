import type { Batch } from "../batch/batch.ts";
import type { RecordEncoder } from "../encode/format/encoder.ts";
import type { Contexts } from "../fields/async-context.ts";
import type { Bindings } from "../fields/bindings.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { Clock } from "../time/clock.ts";

export interface RecordBuilderOptions {
  /** Makes an encoder: one for the records, and one for each depth of nested records. */
  readonly encoder: () => RecordEncoder;
  readonly clock: Clock;
  /** Longest record in bytes, with its newline. */
  readonly maxRecord: number;
  /** In bytes: most that the nested records of a record take while they wait. */
  readonly buffer: number;
  /** Counts dropped nested records for the sinks of a mark. Without this function the batch counts them. */
  readonly lost?: ((losses: Batch, mark: number) => void) | undefined;
  readonly sanitizer: Sanitizer;
  readonly contexts: Contexts;
  /** Fields of every record. */
  readonly base: Bindings | undefined;
}
