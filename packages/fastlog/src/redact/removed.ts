/** Replacement that tells the encoder to leave the member out. */
export const REMOVED: unique symbol = Symbol("removed");
