import type { ContextRecording } from "../fields/async-context.ts";
import type { Filter } from "../filter/filter.ts";
import type { RequestRing } from "./request-rings.ts";

/**
 * The filters of a context, which let pass more than the filter of the program, and the ring that keeps all other records.
 */
export class OpenedContext implements ContextRecording {
  /** The filters of this context and those around it. A record that passes one of them goes to the log. */
  readonly filters: readonly Filter[];
  readonly ring: RequestRing | undefined;
  /** The filter of this context alone. */
  readonly filter: Filter | undefined;
  /** The ring is of this context, and not of one around it. */
  readonly isRingOwn: boolean;
  /** The function of the context has ended. Work that it has started goes on without filter and ring. */
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
