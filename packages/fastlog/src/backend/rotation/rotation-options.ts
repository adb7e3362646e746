/** A file that was rotated and that nobody writes to any more. */
export interface RotatedLog {
  /** Where it is, compressed if it is to be. */
  readonly path: string;
  /** How many bytes it has. */
  readonly size: number;
  /** When it was renamed. */
  readonly rotatedAt: Date;
}

/** When a file is rotated, and what becomes of it. */
export interface RotationOptions {
  /** The file is rotated before it has more bytes than that. Default: however large it is. */
  readonly maxSize?: number | undefined;
  /**
   * The file is rotated so often, in milliseconds, counted from midnight: 3,600,000 is at each full hour, 86,400,000
   * at midnight. At least a minute. Default: however old it is; with `at` a day.
   */
  readonly every?: number | undefined;
  /** So much later, as a time of the day: `03:00`. Default `00:00`. */
  readonly at?: string | undefined;
  /** Whose hours and days these are: `utc`, `local` or a name such as `Europe/Berlin`. Default `utc`. */
  readonly timeZone?: string | undefined;
  /** How many rotated files stay. Default 10, or however many with `maxAge` or `maxTotal`. */
  readonly keep?: number | undefined;
  /** For how long they stay, in milliseconds from when they were rotated. Default: however old they are. */
  readonly maxAge?: number | undefined;
  /** How many bytes they have together, without the file itself. Default: however many. */
  readonly maxTotal?: number | undefined;
  /** Whether they are compressed, in a thread of their own. Default `false`. */
  readonly gzip?: boolean | undefined;
  /**
   * Called with each rotated file once nobody writes to it any more and, with `gzip`, it is compressed: from three
   * seconds on after the rotation, whichever thread or process has rotated it. Not called for those that were there
   * before, nor in worker threads that inherit the backend. It may log.
   */
  readonly onRotated?: ((file: RotatedLog) => void) | undefined;
}
