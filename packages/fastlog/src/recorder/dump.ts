import { quantity } from "../diagnostics/quantity.ts";
import type { Sink } from "../sink/sink.ts";
import type { Taken } from "./ring.ts";

/** Marks the notices around kept records. The records between them are as the log would have written them. */
const RECORDED = { recorded: true };

/** The content of the notices around dumped records. */
export interface Framing {
  /** `recorder`, or `recorder of a request`. */
  readonly name: string;
  /** The reason of the dump: `error`. */
  readonly on: string;
  /** Age of the oldest record, in seconds. */
  readonly seconds: number;
  /** Records that could not be kept or delivered, since the last time. */
  readonly lost: number;
  /** Records whose place later ones have taken, since the last time. */
  readonly overwritten: number;
  /** Dumps that were left out because they came too early, since the last time. */
  readonly skipped: number;
  /** Until then, records that would be kept are logged; `undefined` if they are kept on. */
  readonly until: string | undefined;
}

/**
 * Writes records that were taken out of a ring to a sink, between two notices, ahead of all that is logged from now on.
 * Their chunks go to the backend as they are, which gives them back to the ring when they are delivered.
 */
export function dump(sink: Sink, { chunks, records }: Taken, framing: Framing): void {
  const { name, on, seconds, lost, overwritten, skipped, until } = framing;
  const count = quantity(records, "record");
  // The notice of folded repeats belongs before the dumped records.
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
