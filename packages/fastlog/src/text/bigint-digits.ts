/** Longest bigint that is converted, in bits. The conversion of a longer one takes more than linear time. */
const MAX_BITS = 65_536;

/** Written in place of a bigint of more than 65536 bits. */
export const HUGE = "[BigInt of more than 65536 bits]";

/** Decimal digits of a bigint, or {@link HUGE}. */
export function digitsOf(value: bigint): string {
  return BigInt.asIntN(MAX_BITS, value) === value ? String(value) : HUGE;
}
