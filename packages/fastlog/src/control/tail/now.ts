import { monotonic } from "../../time/system-time.ts";

/** Milliseconds of the clock that all threads share. */
export function now(): number {
  return Number(monotonic()) / 1e6;
}
