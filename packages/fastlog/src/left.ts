import { complain } from "./backend/complain.ts";
import type { Lane } from "./lane.ts";
import { statsOf } from "./stats.ts";

/** Says on stderr what a backend could not deliver, at the end of the process. */
export function tellLeft(lane: Lane): void {
  const { name, buffered, errors, droppedByReason, uncertain } = statsOf(lane);
  const causes = Object.keys(errors);
  const why = causes.length === 0 ? "" : ` (${causes.join(", ")})`;
  // Without errors the backend has only not given back what it has written.
  if (buffered > 0 && causes.length > 0) {
    complain(name, `${buffered} bytes could not be written${why}`);
  }
  if (droppedByReason.closed > 0) {
    const more = uncertain > 0 ? `, and ${uncertain} more may not have arrived` : "";
    complain(name, `${droppedByReason.closed} records could not be delivered${more}${why}`);
  }
}
