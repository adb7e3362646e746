/** Counters of the records that passed the filter and that limits and samples have held back. They only grow. */
export interface HeldBackStats {
  /** Records that a limit has held back: `@100/s` in the filter, the option `limit`, `limit()`, `every()` or `once()`. */
  readonly limited: number;
  /** Records that are not in the sample: `@10%` in the filter, or the option `sample`. */
  readonly sampled: number;
  /** Records of fastlog that tell how many were held back by limits. */
  readonly notices: number;
}

export const NONE_HELD_BACK: HeldBackStats = { limited: 0, sampled: 0, notices: 0 };
