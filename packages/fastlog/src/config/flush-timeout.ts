import { invalidOption } from "../diagnostics/invalid-option.ts";
import { show } from "../diagnostics/show.ts";
import { memberOf } from "../own-members.ts";

/**
 * Reads the timeout of `flush({ timeout })` in milliseconds; `undefined` means the default. Throws
 * `ERR_FASTLOG_INVALID_OPTION` for an invalid one.
 */
export function flushTimeout(options: unknown): number | undefined {
  if (typeof options !== "object" || options === null) {
    throw invalidOption("flush", options, `expected { timeout: ${show(options)} }`);
  }
  const timeout = memberOf<{ readonly timeout?: unknown }, "timeout">(options, "timeout");
  if (timeout === undefined || (typeof timeout === "number" && timeout >= 0)) return timeout;
  throw invalidOption("timeout", timeout, "expected milliseconds: 0 or more, or Infinity");
}
