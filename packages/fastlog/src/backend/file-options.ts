import type { FdOptions } from "./fd-options.ts";
import { bytes, choice, duration, fileMode, flag, integer, type Kinds } from "./options.ts";

/** Options of a file backend. */
export interface FileOptions extends FdOptions {
  /** Permissions of a file that is made. Default `0o640`. */
  readonly mode?: number | undefined;
  /** Whether a symbolic link at the path is followed. Default `follow`. */
  readonly symlink?: "follow" | "refuse" | undefined;
  /**
   * The file is rotated before it becomes longer, in bytes: it is renamed to `app.log.<time>`, and a new
   * one is begun.
   */
  readonly maxSize?: number | undefined;
  /** The file is rotated so often, in milliseconds, counted from midnight UTC. At least a minute. */
  readonly every?: number | undefined;
  /** How many rotated files stay. Default 10. */
  readonly keep?: number | undefined;
  /** Whether rotated files are compressed, in a thread of their own. Default `false`. */
  readonly gzip?: boolean | undefined;
  /**
   * Writes again what is lost when the file is truncated after it was copied, as by logrotate's
   * `copytruncate`. Keeps the last 4 MiB in memory. Default `false`.
   */
  readonly copytruncate?: boolean | undefined;
}

const DAY = 86_400_000;

/** What descriptors have as parameters of a URL, or as options. */
export function fdKinds(): Kinds {
  return {
    buffer: bytes(0, 2 ** 40),
    overflow: choice("block", "drop-newest", "drop-oldest"),
    maxRecord: bytes(1024, 16_777_216),
    oversized: choice("whole", "split"),
  };
}

/** What files have. */
export function fileKinds(): Kinds {
  return {
    ...fdKinds(),
    mode: fileMode(),
    symlink: choice("follow", "refuse"),
    maxSize: bytes(4096, 2 ** 50),
    every: duration(60_000, 366 * DAY),
    keep: integer(1, 100_000),
    gzip: flag,
    copytruncate: flag,
  };
}
