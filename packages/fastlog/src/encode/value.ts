import { inspect } from "node:util";
import type { RecordWriter } from "./writer.ts";

/** Writes a value as a person reads it. Never throws. */
export function writeValue(out: RecordWriter, value: unknown): void {
  if (typeof value === "string") out.text(value);
  else if (typeof value === "number") out.number(value);
  else out.text(describe(value));
}

/** A value as text, before anything is escaped. Never throws. */
export function describe(value: unknown): string {
  switch (typeof value) {
    case "string":
      return value;
    case "number":
    case "boolean":
    case "bigint":
    case "undefined":
      return String(value);
    default:
      if (value === null) return "null";
      return inspectSafely(value);
  }
}

/** What is no primitive is shown as Node shows it, on one line. */
function inspectSafely(value: unknown): string {
  try {
    return inspect(value, { breakLength: Number.POSITIVE_INFINITY, compact: true });
  } catch (error) {
    return throwsMark(error);
  }
}

/** What stands where user code threw. */
export function throwsMark(error: unknown): string {
  let reason: string;
  try {
    reason = error instanceof Error ? error.message : String(error);
  } catch {
    reason = "?";
  }
  return `[Throws: ${reason}]`;
}
