import type { Overflow } from "../backend.ts";
import { bytes, choice, flag, type Kinds } from "../options/option-kinds.ts";
import { WAIT_KINDS, type WaitOptions } from "../options/wait-options.ts";

/** Options of a descriptor. */
export interface FdOptions extends WaitOptions {
  /** Memory for records that wait, in bytes. Default: `buffer` of `configure()`, 4,194,304. */
  readonly buffer?: number | undefined;
  /** What to do when the buffer is full: `block` waits for a slow reader. Default `block`. */
  readonly overflow?: Overflow | undefined;
  /** Longest record in bytes, from 1,024 to 16,777,216. Longer records are shortened, with a mark. */
  readonly maxRecord?: number | undefined;
  /**
   * What to do with records that are longer than a pipe or socket takes at once (4,096 bytes, `PIPE_BUF`), so that
   * records of other threads and processes may get inside: `whole` writes them anyway; `split` writes lines that
   * fit, with marks that number the parts. Counted in `stats().backends[].oversized`. Default `whole`.
   */
  readonly oversized?: "whole" | "split" | undefined;
}

/** Options of standard output and standard error. */
export interface StandardOptions extends FdOptions {
  /**
   * Whether each line begins with the priority of its record (`<6>`), as systemd's journal reads it and removes it.
   * Default: if the descriptor is connected to the journal (`JOURNAL_STREAM`).
   */
  readonly levelPrefix?: boolean | undefined;
}

/** Options of standard output and standard error, in URLs and programs. */
export function standardKinds(): Kinds {
  return { ...fdKinds(), levelPrefix: flag };
}

/** Options of descriptors, in URLs and programs. */
export function fdKinds(): Kinds {
  return {
    buffer: bytes(0, 2 ** 40),
    overflow: choice("block", "drop-newest", "drop-oldest"),
    maxRecord: bytes(1024, 16_777_216),
    ...WAIT_KINDS,
    oversized: choice("whole", "split"),
  };
}
