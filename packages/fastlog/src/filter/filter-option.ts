import { complainOnce } from "../diagnostics/self-log.ts";
import { FastlogError } from "../errors.ts";
import { type Filter, parseFilter } from "./filter.ts";

/** How many bad directives are named. */
const MAX_COMPLAINTS = 8;

/**
 * A filter that the program gives. Throws `ERR_FASTLOG_INVALID_FILTER` if any of it is invalid; what is valid and
 * probably not meant is said once on stderr.
 */
export function strictFilter(spec: string): Filter {
  const { filter, errors, hints } = parseFilter(spec);
  const [error] = errors;
  if (error === undefined) {
    for (const hint of hints.slice(0, MAX_COMPLAINTS)) complainOnce("filter", hint);
    return filter;
  }
  const others = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  throw new FastlogError("ERR_FASTLOG_INVALID_FILTER", `${error.message}${others}`);
}

/** What can be used of a filter that the operator gives; the rest is reported. */
export function tolerantFilter(spec: string, report: (message: string) => void): Filter {
  const { filter, errors, hints } = parseFilter(spec);
  for (const { message } of errors.slice(0, MAX_COMPLAINTS)) report(message);
  if (errors.length > MAX_COMPLAINTS) {
    report(`${errors.length - MAX_COMPLAINTS} more invalid directives`);
  }
  for (const hint of hints.slice(0, MAX_COMPLAINTS)) report(hint);
  return filter;
}
