import type { TextMask } from "../../redact/text-mask.ts";
import { Json, type Plain, textOf } from "./plain.ts";

/** Numbers of as many digits as those of cards. */
const LEAST_CARD = 1e12;
const MORE_THAN_CARD = 1e19;

/** A value without secrets. Those of JSON text were masked when it was made. */
export function maskedPlain(value: Plain, mask: TextMask): Plain {
  if (typeof value === "string") return mask.apply(value);
  if (value instanceof Json || !isCard(value, mask)) return value;
  return mask.apply(textOf(value));
}

/** Whether a number is a secret, such as the number of a card. */
export function isCard(value: unknown, mask: TextMask): boolean {
  if (typeof value !== "bigint" && typeof value !== "number") return false;
  return value >= LEAST_CARD && value < MORE_THAN_CARD && mask.finds(String(value));
}
