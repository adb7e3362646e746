/** Asks threads for their state. */
export const REPORT = "report";

/** Asks threads for their tracepoints, perhaps with a change. */
export const POINTS = "points";

/** Asks threads to flush. */
export const FLUSH = "flush";

/** Has threads write what their recorders keep. */
export const DUMP = "dump";
