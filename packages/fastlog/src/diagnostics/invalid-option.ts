import { FastlogError } from "../errors.ts";
import { show } from "./show.ts";

/** The error for an option whose value cannot be used: `expected` says what could. */
export function invalidOption(name: string, value: unknown, expected: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option ${name}=${show(value)}: ${expected}`,
  );
}
