import { isCard } from "../../redact/card-number.ts";
import type { TextMask } from "../../redact/text-mask.ts";
import { Json, type Plain, textOf } from "./plain.ts";

/** A value without secrets. Those of JSON text were masked when it was made. */
export function maskedPlain(value: Plain, mask: TextMask): Plain {
  if (typeof value === "string") return mask.apply(value);
  if (value instanceof Json || !isCard(value, mask)) return value;
  return mask.apply(textOf(value));
}
