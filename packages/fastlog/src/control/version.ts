/** Set by the build; not defined where the sources run. */
declare const FASTLOG_VERSION: string | undefined;

/** Version of the package. */
export const VERSION: string = typeof FASTLOG_VERSION === "string" ? FASTLOG_VERSION : "0.0.0";

/** Version of what the control socket says and understands. */
export const PROTOCOL = 1;
