/** In bits: the digits of a longer number take more than linear time. */
const MAX_BITS = 65_536;

/** Stands for a number of more digits than are looked at. */
export const HUGE = "[BigInt of more than 65536 bits]";

/** A bigint in digits; of a huge one what says that. */
export function digitsOf(value: bigint): string {
  return BigInt.asIntN(MAX_BITS, value) === value ? String(value) : HUGE;
}
