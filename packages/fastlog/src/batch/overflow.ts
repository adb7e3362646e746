/**
 * What happens to a record for which the buffer has no room:
 *
 * - `block`: the call waits until there is room; for descriptors only;
 * - `drop-newest`: the record is dropped, and not even encoded;
 * - `drop-oldest`: the oldest records that are not being delivered are, a chunk at a time.
 *
 * `warn` and worse are dropped last: the last eighth of the buffer is kept for them, and of the old ones
 * all others go first.
 */
export type Overflow = "block" | "drop-newest" | "drop-oldest";

export const OVERFLOWS: readonly Overflow[] = ["block", "drop-newest", "drop-oldest"];
