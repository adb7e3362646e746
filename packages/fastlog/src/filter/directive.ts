import type { Limit } from "./limit-kinds.ts";

/** One `target=level` rule of a filter. */
export interface Directive {
  /** Prefix of the targets that the rule applies to; `undefined` applies to all targets. */
  readonly name: string | undefined;
  /** Number of the most verbose level that passes; `OFF` (100) passes none. */
  readonly threshold: number;
  /** Number of the most severe level that passes, in a filter of a backend; `undefined` if none is too severe. */
  readonly ceiling?: number | undefined;
  /** How many of the records that pass are kept; `undefined` for all of them. */
  readonly limit?: Limit | undefined;
}
