/**
 * The clock of the library in a page. It stands still, so that a line changes only where somebody changes the call, and so
 * that a test can compare the line with that of Node.
 */
export const CLOCK = {
  /** Milliseconds since 1970: 2026-11-30T09:15:42.123Z. */
  date: 1_796_030_142_123,
  /** Nanoseconds since the boot of the machine. */
  hrtime: 718_142_929_649n,
};

/** The process that the records of a page are of. */
export const PROCESS = { pid: 8932, hostname: "web-1", service: "shop" };
