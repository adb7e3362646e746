import { complainOnce } from "../diagnostics/self-log.ts";
import { FastlogError } from "../errors.ts";
import { type Filter, type FilterOptions, parseFilter } from "./filter.ts";

/** An error names this many invalid directives at most. */
const MAX_COMPLAINTS = 8;

/**
 * Compiles a filter that the program sets; `options` are those of {@link parseFilter}. Throws
 * `ERR_FASTLOG_INVALID_FILTER` if any directive is invalid. Prints a hint on stderr, once, for a directive that is valid
 * but is probably a mistake.
 */
export function strictFilter(spec: string, options?: FilterOptions): Filter {
  const { filter, errors, hints } = parseFilter(spec, options);
  const [error] = errors;
  if (error === undefined) {
    for (const hint of hints.slice(0, MAX_COMPLAINTS)) complainOnce("filter", hint);
    return filter;
  }
  const others = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  throw new FastlogError("ERR_FASTLOG_INVALID_FILTER", `${error.message}${others}`);
}

/** Compiles a filter that the operator sets: keeps the valid directives and reports the invalid ones. */
export function tolerantFilter(spec: string, report: (message: string) => void): Filter {
  const { filter, errors, hints } = parseFilter(spec);
  for (const { message } of errors.slice(0, MAX_COMPLAINTS)) report(message);
  if (errors.length > MAX_COMPLAINTS) {
    report(`${errors.length - MAX_COMPLAINTS} more invalid directives`);
  }
  for (const hint of hints.slice(0, MAX_COMPLAINTS)) report(hint);
  return filter;
}
