/**
 * What happens to a record for which the buffer has no room:
 *
 * - `block`: the call waits until there is room; for descriptors only;
 * - `drop-newest`: the record is dropped, and not even encoded;
 * - `drop-oldest`: the oldest chunk that is not being delivered is, and the record takes its place.
 *
 * The last eighth of the buffer is kept for `warn` and worse, and of old chunks those without any go
 * first.
 */
export type Overflow = "block" | "drop-newest" | "drop-oldest";

export const OVERFLOWS: readonly Overflow[] = ["block", "drop-newest", "drop-oldest"];
