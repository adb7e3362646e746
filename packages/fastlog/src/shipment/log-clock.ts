import { Clock } from "../time/clock.ts";
import { systemTime } from "../time/system-time.ts";
import type { Content } from "./shipped.ts";

const MS_NS = 1_000_000n;
/** The last moment of RFC 3339, in milliseconds since 1970. */
const LAST = 253_402_300_799_999n;

/** A clock that shows the times of the records of a log, one after the other. */
export class LogClock {
  readonly clock: Clock;
  #monotonic = 0n;
  #wall = 0;

  constructor() {
    this.clock = new Clock({ monotonic: () => this.#monotonic, wall: () => this.#wall });
  }

  /** Shows the time of a record; the present time for a record without one. */
  show({ time, hrtime }: Pick<Content, "time" | "hrtime">): void {
    const isKnown = time !== undefined && time >= 0n && time / MS_NS <= LAST;
    const wall = isKnown ? time : BigInt(systemTime()) * MS_NS;
    const monotonic = hrtime ?? wall;
    // The clock counts from its last second on, and believes that this one never steps, unless the time of day does, too.
    const goesBack = hrtime !== undefined && hrtime < this.#monotonic;
    this.#monotonic = monotonic;
    if (goesBack) this.#compare(this.clock.wallMs + 1);
    this.#compare(Number(wall / MS_NS));
  }

  #compare(wallMs: number): void {
    this.#wall = wallMs;
    this.clock.synchronise();
  }
}
