import { systemTime, uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout } from "../../time/timers.ts";

/** The clocks and timers that a rotation goes by. Injected by tests. */
export interface Surroundings {
  /** The wall clock, in milliseconds since 1970: it may be set at any time. */
  readonly now: () => number;
  /** A clock that is never set, in milliseconds. */
  readonly monotonic: () => number;
  /** Does something after so many milliseconds, if the process is there then. Returns how that is called off. */
  readonly later: (work: () => void, delay: number) => () => void;
}

export const SYSTEM: Surroundings = {
  now: systemTime,
  monotonic: uptime,
  later: (work, delay) => {
    const timer = setTimeout(work, delay).unref();
    return () => clearTimeout(timer);
  },
};
