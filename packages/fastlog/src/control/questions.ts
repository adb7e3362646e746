/** Asks threads for their state. */
export const REPORT = "report";

/** Asks threads to flush. */
export const FLUSH = "flush";
