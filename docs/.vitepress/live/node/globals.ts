import { CLOCK } from "./facts.ts";

/** Takes the place of `Date` in the library: only the present time is that of the clock. */
const StandingDate: DateConstructor = new Proxy(globalThis.Date, {
  get: (date, name) => (name === "now" ? () => CLOCK.date : Reflect.get(date, name)),
});

/** Browsers have shared memory only where a page is isolated. It is for threads, and a page has one. */
const SharedMemory: typeof SharedArrayBuffer =
  globalThis.SharedArrayBuffer ?? (ArrayBuffer as unknown as typeof SharedArrayBuffer);

export { SharedMemory as SharedArrayBuffer, StandingDate as Date };
