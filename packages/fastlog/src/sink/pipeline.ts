import type { Batch } from "../batch/batch.ts";
import type { CompiledFormat } from "../encode/format/format.ts";
import type { Demands } from "../encode/format/line-template.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { RecordBuilder } from "../record/record-builder.ts";
import type { Sink } from "./sink.ts";

/** Takes records: a builder, or a fan-out of several. */
export type Taker = Pick<
  RecordBuilder,
  "message" | "call" | "event" | "messageOf" | "abandon" | "sanitizer"
>;

/** A batch, and the format of its records. */
export interface FormattedBatch {
  readonly batch: Batch;
  readonly format: CompiledFormat;
}

/** The way of records from the dispatcher to the backends. */
export interface Pipeline {
  /** Takes the calls: that of the log, or the recorder in front of it. */
  builder: Taker;
  /** Writes the log. */
  readonly log: Taker;
  readonly sanitizer: Sanitizer;
  /** Properties that a record needs besides its arguments. */
  readonly demands: Demands;
  /** Records at or above this level are handed to the operating system at once. */
  readonly flushFrom: number;
  /** Longest wait of a record, in milliseconds; 0 until its turn ends. */
  readonly flushAfter: number;
  /** The builder that writes the records of a sink. */
  builderOf(sink: Sink): RecordBuilder;
  /** The sinks of the records. */
  readonly sinks: readonly Sink[];
  /** The batches that records are in on their way to the backends, the first one first. */
  readonly batches: readonly FormattedBatch[];
  /** Records that were dropped before any backend got them, because they were nested too deep. */
  readonly dropped: number;

  /** Submits the records of the turn to the backends, when no record is being written. */
  seal(): void;
  /** Runs an action between two records: at once, unless a record is being written. */
  whenIdle(action: () => void): void;
  /**
   * While the process ends, every record is handed over at once. Backends may block until `deadline` (by
   * `performance.now()`), if it is given: no event will follow.
   */
  writeAtOnce(ending: boolean, deadline?: number): void;
  /**
   * Hands everything over before it returns, or when the record that is being written is whole.
   */
  flushSync(): void;
  /** Resolves when the operating system has everything that was logged. */
  flush(timeout: number | undefined): Promise<void>;
  /** Reopens the paths of the backends. */
  reopen(): void;
  /** Hands everything over, and closes the backends except those of `kept`. */
  close(kept?: readonly Sink[]): Promise<void>;
}
