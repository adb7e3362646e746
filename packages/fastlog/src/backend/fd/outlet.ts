import type { Buffer } from "node:buffer";

/** `PIPE_BUF` of Linux and more than the 512 of POSIX: what a pipe takes whole, or not at all (pipe(7)). */
const PIPE_BUF = process.platform === "linux" ? 4096 : 512;

/**
 * What one write to a file has at the most: whoever is killed in the middle of it leaves little torn. A longer
 * record is whole there all the same.
 */
export const FILE_WRITE = 65_536;

/** What an `FdBackend` writes to: a descriptor, and what has to be known of it. */
export interface Outlet {
  /** How it is named, as a URL. */
  readonly name: string;
  /** The descriptor; `undefined` where it is not open. */
  readonly fd: number | undefined;
  /** How many bytes of whole records one write may have, so that those of others do not get between them. */
  readonly unit: number;
  /**
   * How many bytes of whole records may be written before the outlet is to be prepared again, where that is
   * less than `unit`. A single record may be longer. To be asked after {@link prepare}.
   */
  readonly room?: number | undefined;

  /** See {@link Backend.isShown}. */
  readonly isShown: boolean;
  /** See {@link Backend.defaultFlushAfter}. */
  readonly defaultFlushAfter?: number;

  /** Called when a descriptor is left for another one, before it is closed. */
  onSwitch: ((old: number | undefined) => void) | undefined;

  /** It is taken into use. */
  start(tag: string, report: (code: string, message: string, cause?: unknown) => void): void;
  /**
   * Called before a record of so many bytes is written: sees to it that the descriptor is the right one, and opens
   * another one where it is not. Returns it. Throws what the system says where there is none.
   */
  prepare(bytes: number): number;
  /** These records were written. */
  wrote?(records: Buffer): void;
  /** The process exits: what nobody has noticed yet would not be noticed any more. */
  settle?(): void;
  /** Takes the beginning of a record back, which was written last; `false` where that cannot be done. */
  takeBack?(beginning: Buffer): boolean;
  /** Opens another descriptor at its path. Where it throws, the old one stays in use. */
  reopen?(): void;
  /** Whether nobody will read any more, after such a failure. */
  isOver(code: string | undefined): boolean;
  /** A write failed: the next time all is looked at anew. */
  failed(): void;
  /** Frees the descriptor. */
  close(): void;
}

/** How much of whole records one write may have to such a file. */
export function unitOf(stats: { isFIFO(): boolean; isSocket(): boolean }): number {
  return stats.isFIFO() || stats.isSocket() ? PIPE_BUF : FILE_WRITE;
}
