import type { TextMask } from "../../redact/text-mask.ts";

/** Limits of what is written of a value. */
export interface Limits {
  /** Masks secrets in the texts of objects, before they are cut. */
  readonly mask?: TextMask | undefined;
  /** Levels of nested objects. Deeper objects are only named. */
  readonly maxDepth: number;
  /** Most members of an object or array. */
  readonly maxBreadth: number;
  /** Length of a value's text, in characters. The output may be somewhat longer. */
  readonly maxLength: number;
}

export const DEFAULT_LIMITS: Limits = { maxDepth: 8, maxBreadth: 128, maxLength: 65_536 };
