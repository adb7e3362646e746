import type { ContextRecording } from "../fields/async-context.ts";
import type { Filter } from "../filter/filter.ts";
import type { RequestRing } from "./request-rings.ts";

/** What a context lets pass beyond the filter of the program, and where the rest is kept. */
export class OpenedContext implements ContextRecording {
  /** The records that the log gets. The context lets pass what one of these does. */
  readonly filters: readonly Filter[];
  readonly ring: RequestRing | undefined;
  /** The filter of this context alone. */
  readonly filter: Filter | undefined;
  /** The ring is of this context, and not of one around it. */
  readonly isRingOwn: boolean;
  /** The function of the context has ended; what it has started goes on without. */
  isOver = false;

  constructor(
    around: OpenedContext | undefined,
    filter: Filter | undefined,
    ring: RequestRing | undefined,
  ) {
    const outer = around?.filters ?? [];
    this.filters = filter === undefined ? outer : [...outer, filter];
    this.filter = filter;
    this.ring = around?.ring ?? ring;
    this.isRingOwn = this.ring !== around?.ring;
  }

  passes(target: string | undefined, level: number): boolean {
    return this.filters.some((filter) => filter.passes(target ?? "", level));
  }
}
