import type { Buffer } from "node:buffer";

/** `PIPE_BUF` of Linux (POSIX: 512): a pipe takes writes of up to this size whole, or not at all (pipe(7)). */
const PIPE_BUF = process.platform === "linux" ? 4096 : 512;

/**
 * Largest write to a file: a process that is killed in the middle of it leaves little torn. A longer record is
 * written whole.
 */
export const FILE_WRITE = 65_536;

/** The descriptor that an `FdBackend` writes to. */
export interface Outlet {
  /** Name of the backend, as a URL. */
  readonly name: string;
  /** The descriptor; `undefined` if it is not open. */
  readonly fd: number | undefined;
  /** Largest write of whole records, in bytes, between which writes of others cannot get. */
  readonly unit: number;
  /**
   * Bytes of whole records that may be written before the outlet is prepared again, if less than `unit`. A single
   * record may be longer. Valid after {@link prepare}.
   */
  readonly room?: number | undefined;

  /** Whether each record is written with its priority before it, as systemd's journal reads it. */
  readonly hasLevels: boolean;
  /** Longest record in bytes, if the outlet has a limit of its own. */
  readonly maxRecord: number | undefined;
  /** See {@link Backend.isShown}. */
  readonly isShown: boolean;
  /** See {@link Backend.defaultFlushAfter}. */
  readonly defaultFlushAfter?: number;

  /** Called when another descriptor replaces this one, before it is closed. */
  onSwitch: ((old: number | undefined) => void) | undefined;

  /** Called when the backend is taken into use. `isBlocking` is whether a write may wait for the reader. */
  start(
    tag: string,
    report: (code: string, message: string, cause?: unknown) => void,
    isBlocking: boolean,
  ): void;
  /**
   * Called before a record of `bytes` bytes is written. Checks the descriptor, opens another one if needed, and
   * returns it. Throws the error of the system if there is none.
   */
  prepare(bytes: number): number;
  /** Called after records were written. */
  wrote?(records: Buffer): void;
  /** Called at exit, to notice changes of the file for the last time. */
  settle?(): void;
  /** Removes the beginning of a record, which was written last, from the file. Returns `false` if that is impossible. */
  takeBack?(beginning: Buffer): boolean;
  /** Opens its path again. If it throws, the old descriptor stays in use. */
  reopen?(): void;
  /** Whether an error means that nobody will read any more. */
  isOver(code: string | undefined): boolean;
  /** Called after a failed write: the next `prepare` checks everything. */
  failed(): void;
  /** Frees the descriptor. */
  close(): void;
}

/** Largest write of whole records to a file of this kind. */
export function unitOf(stats: { isFIFO(): boolean; isSocket(): boolean }): number {
  return stats.isFIFO() || stats.isSocket() ? PIPE_BUF : FILE_WRITE;
}
