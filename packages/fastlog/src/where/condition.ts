import type { MessagePattern } from "../filter/pattern.ts";

export type Comparison = "=" | "!=" | "<" | "<=" | ">" | ">=";

/** A value of a condition, and whether it was written without quotes: then `500` is a number, and `null` null. */
export interface Operand {
  readonly text: string;
  readonly isBare: boolean;
}

/** A condition, as it was parsed. `path` is a field's name, or names inside one another with points between them. */
export type Condition =
  | { readonly kind: "and" | "or"; readonly parts: readonly Condition[] }
  | { readonly kind: "not"; readonly part: Condition }
  | { readonly kind: "exists"; readonly path: string }
  | {
      readonly kind: "compare";
      readonly path: string;
      readonly comparison: Comparison;
      readonly operand: Operand;
    }
  | { readonly kind: "in"; readonly path: string; readonly operands: readonly Operand[] }
  | {
      readonly kind: "matches";
      readonly path: string;
      readonly pattern: MessagePattern;
    };

/** Whether a comparison holds of two values with that difference, which is NaN if they have none. */
export function holds(comparison: Comparison, difference: number): boolean {
  switch (comparison) {
    case "=":
      return difference === 0;
    case "<":
      return difference < 0;
    case "<=":
      return difference <= 0;
    case ">":
      return difference > 0;
    case ">=":
      return difference >= 0;
    default:
      return difference !== 0;
  }
}
