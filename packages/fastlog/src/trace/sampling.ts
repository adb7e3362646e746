import type { TraceIds } from "./trace-ids.ts";

const { random } = Math;

/** Number of the random values that the low 56 bits of a trace id can have. */
const VALUES = 2 ** 56;

/** A random number from 0, below 1; 1 where the program has none, as in a hardened environment, so that all is kept. */
export function draw(): number {
  try {
    return random();
  } catch {
    return 1;
  }
}

/**
 * The random value of a trace, from 0, below 1: the low 56 bits of its id, as OpenTelemetry's consistent sampling has it.
 * `NaN` for an id with other characters than hexadecimal digits.
 */
export function randomnessOf({ traceId }: TraceIds): number {
  return Number.parseInt(traceId.slice(18), 16) / VALUES;
}

/** Whether a random value is one of the given share. All services keep the same traces. */
export function isIn(share: number, randomness: number): boolean {
  return randomness >= 1 - share;
}

/** Whether a request is one of the given share: of a trace, its id decides. */
export function isSampled(share: number, trace: TraceIds | undefined): boolean {
  return isIn(share, trace === undefined ? draw() : randomnessOf(trace));
}
