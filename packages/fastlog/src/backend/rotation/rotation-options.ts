/** A rotated file that nobody writes to any more. */
export interface RotatedLog {
  /** Path of the file, with `.gz` if it was compressed. */
  readonly path: string;
  /** Size of the file, in bytes. */
  readonly size: number;
  /** When it was renamed. */
  readonly rotatedAt: Date;
}

/** Options of rotation: when a file is rotated, and how long rotated files are kept. */
export interface RotationOptions {
  /** Largest size of the file, in bytes: it is rotated before it grows beyond. Default: no limit. */
  readonly maxSize?: number | undefined;
  /**
   * Interval of rotation in milliseconds, counted from midnight: 3,600,000 rotates at each full hour, 86,400,000 at
   * midnight. At least 60,000. Default: never by time; a day if `at` is given.
   */
  readonly every?: number | undefined;
  /** Offset of the interval as a time of day: `03:00`. Default `00:00`. */
  readonly at?: string | undefined;
  /** Time zone of `every` and `at`: `utc`, `local` or a name such as `Europe/Berlin`. Default `utc`. */
  readonly timeZone?: string | undefined;
  /** Number of rotated files to keep. Default 10; no limit if `maxAge` or `maxTotal` is given. */
  readonly keep?: number | undefined;
  /** Largest age of rotated files, in milliseconds since the rotation. Default: no limit. */
  readonly maxAge?: number | undefined;
  /** Largest total size of rotated files, in bytes, without the current file. Default: no limit. */
  readonly maxTotal?: number | undefined;
  /** Compresses rotated files (gzip), in a thread. Default `false`. */
  readonly gzip?: boolean | undefined;
  /**
   * Called with each rotated file when nobody writes to it any more and, with `gzip`, it is compressed: at least three
   * seconds after the rotation, whichever thread or process has rotated it. Not called for files that were there before,
   * and not in worker threads that inherit the backend. It may log.
   */
  readonly onRotated?: ((file: RotatedLog) => void) | undefined;
}
