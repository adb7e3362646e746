/** Id of the lease that replaces the filter. */
export const REPLACEMENT = "";
