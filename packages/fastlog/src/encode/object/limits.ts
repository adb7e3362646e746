/** How much of a value is written. */
export interface Limits {
  /** Objects inside objects: those deeper than this are named only. */
  readonly maxDepth: number;
  /** Members of one object or array. */
  readonly maxBreadth: number;
  /** Of a value's text, in characters; somewhat more may come out. */
  readonly maxLength: number;
}

export const DEFAULT_LIMITS: Limits = { maxDepth: 8, maxBreadth: 128, maxLength: 65_536 };
