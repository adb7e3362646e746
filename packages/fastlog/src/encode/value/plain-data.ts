import { Json, type Plain } from "./plain.ts";

/** A plain value as data: JSON text is parsed. */
export function dataOf(value: Plain): unknown {
  return value instanceof Json ? JSON.parse(value.text) : value;
}
