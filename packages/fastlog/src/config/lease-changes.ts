import { invalidOption } from "../diagnostics/invalid-option.ts";
import { optionMeant } from "../diagnostics/option-suggestions.ts";
import { show } from "../diagnostics/show.ts";
import { FastlogError } from "../errors.ts";
import { isFields } from "../fields/argument-kind.ts";
import { SystemDate, systemTime } from "../time/system-time.ts";
import type { Lease, LeaseRequest, Leases } from "./leases.ts";
import { REPLACEMENT } from "./replacement.ts";

/** Options of `setFilter`. */
export interface FilterTime {
  /**
   * How long the filter holds, in milliseconds from 1 to 86,400,000, or as text: `"90s"`, `"10m"`, `"1h"`. Then the filter
   * is back that would hold by then without this call. Each thread goes back by itself. Default: until the next change.
   */
  readonly for?: number | string | undefined;
}

/** The thread that changes its leases. */
export interface Leasing {
  readonly leases: Leases;
  /** The filter under all leases. */
  readonly filter: string;
  /** Tells the other threads. */
  tell(lease: Lease): void;
  /** Logs a record of fastlog itself. */
  notice(message: string, fields: Readonly<Record<string, string>>): void;
}

type Change = "begun" | "renewed" | "dropped" | "expired";

/** Makes a lease in all threads, and logs that; or throws and changes nothing. */
export function grantLease(of: Leasing, request: LeaseRequest): Lease {
  const { leases } = of;
  const lease = leases.make(request, threadId());
  const isKnown = leases.live.some(({ id }) => id === lease.id);
  change(of, lease, isKnown ? "renewed" : "begun");
  return lease;
}

/** Ends a lease in all threads, and logs that. Returns `false` if there is none of that id. */
export function dropLease(of: Leasing, id: string = REPLACEMENT): boolean {
  const lease = of.leases.end(id, threadId());
  if (lease !== undefined) change(of, lease, "dropped");
  return lease !== undefined;
}

/** Replaces the filter for a time, as `setFilter(spec, options)`. */
export function replaceFilter(of: Leasing, spec: string, options: FilterTime): void {
  if (!isFields(options)) throw invalidOption("setFilter", options, 'expected { for: "10m" }');
  const { for: time, ...others } = options as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    throw new FastlogError(
      "ERR_FASTLOG_INVALID_OPTION",
      `unknown option ${show(unknown)} of setFilter() (expected for)${optionMeant(unknown, ["for"])}`,
    );
  }
  grantLease(of, { kind: "replaces", spec, for: time });
}

/** Takes a lease that this thread or another one has made. Each thread ends it; the one that made it logs the end. */
export function adoptLease(of: Leasing, lease: Lease): void {
  of.leases.onExpired ??= (over) => {
    if (over.thread === threadId()) notice(of, over, "expired");
  };
  of.leases.take(lease);
}

function change(of: Leasing, lease: Lease, what: Change): void {
  adoptLease(of, lease);
  of.tell(lease);
  notice(of, lease, what);
}

function notice(of: Leasing, lease: Lease, what: Change): void {
  const isReplacement = lease.id === REPLACEMENT;
  const isOver = what === "dropped" || what === "expired";
  const fields: Record<string, string> = isReplacement ? {} : { lease: lease.id };
  fields["filter"] = lease.spec;
  if (!isOver) fields["until"] = dateOf(of.leases.left(lease));
  else if (isReplacement) fields["now"] = of.filter;
  of.notice(`${isReplacement ? "filter for a time" : "lease"} ${what}`, fields);
}

/** The date in so many milliseconds. */
export function dateOf(ms: number): string {
  return new SystemDate(systemTime() + Math.round(ms)).toISOString();
}

function threadId(): number {
  return process.getBuiltinModule("node:worker_threads").threadId;
}
