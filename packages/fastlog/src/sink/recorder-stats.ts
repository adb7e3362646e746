/** Counters of the recorder of a thread, with the rings of its requests. All only grow. */
export interface RecorderStats {
  /** Records that were kept. */
  readonly kept: number;
  /** Kept records whose place later ones have taken. */
  readonly overwritten: number;
  /** Kept records of requests that ended without an error, or of a configuration with another format. */
  readonly forgotten: number;
  /** Kept records that were written to the log. */
  readonly dumped: number;
  /** Records that could not be kept, or that the backend could not deliver then. */
  readonly lost: number;
  /** How often records were written. */
  readonly dumps: number;
  /** How often there was a reason to write them, and it was too early. */
  readonly skipped: number;
}
