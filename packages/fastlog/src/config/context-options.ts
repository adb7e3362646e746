import { invalidOption } from "../diagnostics/invalid-option.ts";
import { nearName } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import type { Filter } from "../filter/filter.ts";
import { OWN_LEVELS } from "../own-levels.ts";
import { ownOptions } from "../own-members.ts";
import { keptFilter, ringBytes } from "./recorder-option.ts";

/** Options of `withContext`. */
export interface ContextOptions {
  /**
   * Lets more records of the context pass than the filter of the program, and never fewer: a filter in the language of
   * `LOG`, without a pattern and limits, such as `"trace"` or `"dep1=debug"`. Default: nothing more.
   */
  readonly filter?: string | undefined;
  /**
   * Keeps the records inside that the filter does not let pass, in so much memory: bytes from 8,192 to 16,777,216, or as
   * text: `"64kb"`. They are written when an error is logged inside, or when `keepRecords()` is called, and are forgotten
   * otherwise. Records longer than 4,096 bytes are shortened. Default: they are not kept.
   */
  readonly recorder?: number | string | undefined;
}

/** The options, checked. */
export interface ContextPlan {
  readonly filter: Filter | undefined;
  /** Bytes of the ring; `undefined` without one. */
  readonly bytes: number | undefined;
}

const OPTIONS = ["filter", "recorder"];

/** Most filters of contexts that are remembered. A program has few. */
const MOST = 64;

/** By spec, so that all requests have one filter. */
const filters = new Map<string, Filter>();
let levels = 0;

/** Checks the options of `withContext`. Throws `ERR_FASTLOG_INVALID_OPTION`, or `ERR_FASTLOG_INVALID_FILTER`. */
export function contextPlan(given: unknown): ContextPlan {
  if (!isFields(given)) {
    throw invalidOption(
      "withContext",
      given,
      'expected { filter: "trace" } or { recorder: "64kb" }',
    );
  }
  const options = ownOptions<Partial<Record<keyof ContextOptions, unknown>>>(given as object);
  const unknown = Object.keys(options).find((name) => !OPTIONS.includes(name));
  if (unknown !== undefined) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `unknown option ${show(unknown)} of withContext() (expected ${OPTIONS.join(", ")})${nearName(unknown, OPTIONS)}`,
    );
  }
  const { filter, recorder } = options;
  return {
    filter: filter === undefined ? undefined : filterOf(filter),
    bytes: recorder === undefined ? undefined : ringBytes(recorder, "recorder"),
  };
}

function filterOf(spec: unknown): Filter {
  // A program may define levels that an earlier filter has named.
  if (levels !== OWN_LEVELS.list.length || filters.size >= MOST) filters.clear();
  levels = OWN_LEVELS.list.length;
  const known = filters.get(spec as string);
  if (known !== undefined) return known;
  const filter = keptFilter(spec, "filter");
  filters.set(filter.spec, filter);
  return filter;
}
