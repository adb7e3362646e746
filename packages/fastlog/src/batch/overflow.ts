/**
 * Policy for records that find the buffer full:
 *
 * - `block`: the call waits until there is room (descriptors only);
 * - `drop-newest`: the record is dropped before it is encoded;
 * - `drop-oldest`: the oldest records that are not being delivered are dropped, a chunk at a time.
 *
 * Records of level `warn` and above are dropped last: the last eighth of the buffer is reserved for them, and of the
 * old records all others go first.
 */
export type Overflow = "block" | "drop-newest" | "drop-oldest";

export const OVERFLOWS: readonly Overflow[] = ["block", "drop-newest", "drop-oldest"];
