import { Json, type Plain } from "./plain.ts";

/** A plain value as data: what is JSON text becomes what that says. */
export function dataOf(value: Plain): unknown {
  return value instanceof Json ? JSON.parse(value.text) : value;
}
