import { quantity } from "../diagnostics/quantity.ts";
import { complain } from "../diagnostics/self-log.ts";
import type { Sink } from "./sink.ts";
import { statsOf } from "./stats.ts";

/**
 * Reports on stderr what a backend could not deliver and no notice has said, after it is closed or at exit. Nothing is
 * reported twice.
 */
export function reportUndelivered(sink: Sink): void {
  const { name, buffered, errors, droppedByReason, uncertain } = statsOf(sink);
  const causes = Object.keys(errors);
  // Without errors the backend has only not given back written chunks.
  const kept = buffered > 0 && causes.length > 0 ? sink.batch.bufferedRecords : 0;
  const lost = sink.takeUntold(kept);
  if (lost <= 0) return;
  const more = uncertain > 0 ? `, and ${uncertain} more may not have arrived` : "";
  const { overflow } = droppedByReason;
  const reasons = overflow > 0 ? [...causes, "overflow"] : causes;
  const why = reasons.length === 0 ? "" : ` (${reasons.join(", ")})`;
  complain(name, `${quantity(lost, "record")} could not be delivered${more}${why}`);
}
