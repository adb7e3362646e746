import type { TextMask } from "./text-mask.ts";

/** Numbers of as many digits as those of cards. */
const LEAST_CARD = 1e12;
const MORE_THAN_CARD = 1e19;

/** Whether a number is a secret, such as the number of a card. */
export function isCard(value: unknown, mask: TextMask): boolean {
  if (typeof value !== "bigint" && typeof value !== "number") return false;
  return value >= LEAST_CARD && value < MORE_THAN_CARD && mask.finds(String(value));
}
