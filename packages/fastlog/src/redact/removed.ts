/** What stands in the place of a value that redaction removes: the member is to be left out. */
export const REMOVED: unique symbol = Symbol("removed");
