/** A file is no black box, or one that this version does not read. */
export class BoxError extends Error {}
