import { systemTime, uptime } from "../../time/system-time.ts";
import { clearTimeout, setTimeout } from "../../time/timers.ts";

/** Clocks and timers of a rotation. Tests inject them. */
export interface Surroundings {
  /** The wall clock in milliseconds since 1970, which may be set at any time. */
  readonly now: () => number;
  /** A monotonic clock, in milliseconds. */
  readonly monotonic: () => number;
  /** Runs `work` after a delay in milliseconds, if the process still runs. Returns a function that cancels it. */
  readonly later: (work: () => void, delay: number) => () => void;
}

/** How far file timestamps may lag behind the clock, in milliseconds: a tick of the kernel. */
export const TICK = 20;

export const SYSTEM: Surroundings = {
  now: systemTime,
  monotonic: uptime,
  later: (work, delay) => {
    const timer = setTimeout(work, delay).unref();
    return () => clearTimeout(timer);
  },
};
