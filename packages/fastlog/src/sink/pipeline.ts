import type { Demands } from "../encode/format/line-template.ts";
import type { Sanitizer } from "../fields/sanitizer.ts";
import type { Recorder } from "../record/recorder.ts";
import type { Sink } from "./sink.ts";

/** What takes records: a recorder, or several. */
export type Taker = Pick<
  Recorder,
  "message" | "call" | "event" | "messageOf" | "abandon" | "sanitizer"
>;

/** The way of the records of a thread, from where they were taken in to their backends. */
export interface Pipeline {
  readonly recorder: Taker;
  readonly sanitizer: Sanitizer;
  /** What it has to know of a record, beside its arguments. */
  readonly demands: Demands;
  /** A record at or above this level is handed to the operating system at once. */
  readonly flushFrom: number;
  /** How long a record waits at the most, in milliseconds; 0 until its turn ends. */
  readonly flushAfter: number;
  /** Where the records go, each with its backend. */
  readonly sinks: readonly Sink[];
  /** Records that were dropped before any backend was asked: logged too deep inside one another. */
  readonly dropped: number;

  /** The turn ends: hands what was logged in it to the backends, unless a record is being written. */
  seal(): void;
  /** Does something between two records: at once, unless one is being written. */
  whenIdle(action: () => void): void;
  /**
   * While the process ends, every record is handed over at once. Until `deadline` (by
   * `performance.now()`), if that is given, backends may wait for it: no event will come any more.
   */
  writeAtOnce(ending: boolean, deadline?: number): void;
  /**
   * Hands everything over before it returns; the record that is being written, when it is whole.
   */
  flushSync(): void;
  /** Resolves when the operating system has all that was logged. */
  flush(timeout: number | undefined): Promise<void>;
  /** Opens the backends' paths again. */
  reopen(): void;
  /** Hands everything over and releases the backends, but for those of `kept`. */
  close(kept?: readonly Sink[]): Promise<void>;
}
