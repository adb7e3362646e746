import type { TraceIds } from "../trace/trace-ids.ts";

const { random } = Math;

/** A random number; 0 where the program has none, as in a hardened environment. */
function draw(): number {
  try {
    return random();
  } catch {
    return 0;
  }
}

/** Number of the random values that the low 56 bits of a trace id can have. */
const VALUES = 2 ** 56;

/**
 * Whether a request is one of the given share. Of a trace, the low 56 bits of the id decide, as OpenTelemetry's
 * consistent sampling has it, so that all services keep the same ones.
 */
export function isSampled(share: number, trace: TraceIds | undefined): boolean {
  if (trace === undefined) return draw() < share;
  return Number.parseInt(trace.traceId.slice(18), 16) / VALUES >= 1 - share;
}
