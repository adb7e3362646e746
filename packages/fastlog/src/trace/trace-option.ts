import { messageOf } from "../diagnostics/error-message.ts";
import { invalidOption } from "../diagnostics/invalid-option.ts";
import { complain } from "../diagnostics/self-log.ts";
import { activeSpan } from "./open-telemetry.ts";
import { areUsable, type TraceIds, type TraceSource } from "./trace-ids.ts";

/** Where the ids of the active trace come from: see the option `trace`. */
export type TraceOption = "auto" | boolean | (() => TraceIds | undefined);

/** Checks the option `trace`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkTrace(value: unknown, name: string): void {
  if (value !== "auto" && typeof value !== "boolean" && typeof value !== "function") {
    throw invalidOption(
      name,
      value,
      'expected "auto", true, false, or a function that returns { traceId, spanId, traceFlags }',
    );
  }
}

/** The source that a checked option names. `inherited` returns the ids that came with the request of the context. */
export function traceSource(
  option: Exclude<TraceOption, false>,
  inherited: TraceSource,
): TraceSource {
  if (typeof option === "function") return checked(option);
  const span = checked(activeSpan);
  return () => span() ?? inherited();
}

/** Leaves out ids of another form. Reports the first error of a program's code on stderr. */
function checked(ask: () => TraceIds | undefined | null): TraceSource {
  // A span logs more than one record, and its ids are the same object each time.
  let last: TraceIds | undefined;
  let isTold = false;
  // Records that the program logs meanwhile have no ids: their own would be asked for in turn.
  let isAsking = false;
  return () => {
    if (isAsking) return undefined;
    isAsking = true;
    try {
      const ids = ask();
      if (ids === undefined || ids === null) return undefined;
      if (ids === last) return ids;
      if (!areUsable(ids)) return undefined;
      last = ids;
      return ids;
    } catch (error) {
      if (isTold) return undefined;
      isTold = true;
      complain("trace", messageOf(error));
      return undefined;
    } finally {
      isAsking = false;
    }
  };
}
