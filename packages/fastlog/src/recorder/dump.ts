import { quantity } from "../diagnostics/quantity.ts";
import type { Sink } from "../sink/sink.ts";
import type { Taken } from "./ring.ts";

/** Marks the notices around kept records. The records between them are as the log would have written them. */
const RECORDED = { recorded: true };

/** What the notices around dumped records say. */
export interface Framing {
  /** `recorder`, or of what the records are. */
  readonly name: string;
  /** What they are written for: `error`. */
  readonly on: string;
  /** Since when there were any, in seconds. */
  readonly seconds: number;
  /** Records that could not be kept or delivered, since the last time. */
  readonly lost: number;
  /** Records whose place later ones have taken, since the last time. */
  readonly overwritten: number;
  /** How often there was a reason to write them, and it was too early, since the last time. */
  readonly skipped: number;
  /** Until when everything is logged that would be kept; `undefined` if that is not so. */
  readonly until: string | undefined;
}

/**
 * Writes records that were taken out of a ring to a sink, between two notices, ahead of all that is logged from now on. Their
 * chunks go to the backend as they are, which gives them back to the ring when they are delivered.
 */
export function dump(sink: Sink, { chunks, records }: Taken, framing: Framing): void {
  const { name, on, seconds, lost, overwritten, skipped, until } = framing;
  const count = quantity(records, "record");
  // A record that repeats the one before would be told behind these.
  sink.repeats?.tell();
  sink.tell?.(() => `${name}: ${count} of the last ${seconds.toFixed(1)} s`, {
    ...RECORDED,
    ...{ records, on },
    ...(overwritten > 0 && { overwritten }),
    ...(lost > 0 && { lost }),
    ...(skipped > 0 && { skipped }),
  });
  sink.notices++;
  for (const chunk of chunks) sink.submit(chunk);
  sink.tell?.(() => `${name}: end of ${count}`, {
    ...RECORDED,
    ...(until !== undefined && { until }),
  });
  sink.notices++;
}
