import { FastlogError } from "../errors.ts";
import { show } from "./show.ts";

/** Makes the error for an option with an invalid value; `expected` describes the valid ones. */
export function invalidOption(name: string, value: unknown, expected: string): FastlogError {
  return new FastlogError(
    "ERR_FASTLOG_INVALID_OPTION",
    `invalid option ${name}=${show(value)}: ${expected}`,
  );
}
