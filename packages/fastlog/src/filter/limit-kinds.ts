/** How many records of one kind are kept in a time: `100/s`. */
export interface Rate {
  /** As it is written: `100/s`. */
  readonly text: string;
  /** Number of records of one kind that are kept in each window. */
  readonly records: number;
  /** Length of a window, in milliseconds. */
  readonly window: number;
  readonly share?: undefined;
}

/** Which share of the traces, requests and contexts is kept: `10%`. */
export interface Share {
  /** As it is written: `10%`. */
  readonly text: string;
  /** Above 0, up to 1. */
  readonly share: number;
}

/** The limit of a directive: what stands behind the `@` of `debug@100/s` or `info@10%`. */
export type Limit = (Rate | Share) & {
  /**
   * Number of the most severe level that it applies to. Unless the directive names a more severe one, that is below
   * `error` (50) for a number of records, and below `warn` (40) for a share.
   */
  readonly upTo: number;
};
