/**
 * How long the record of that number is, its newline included: from 10 to 4,000 bytes in no order, each
 * length as likely as twice of it.
 */
export function lengthOf(number) {
  const random = (Math.imul(number + 1, 2_654_435_761) >>> 0) / 2 ** 32;
  return Math.floor(10 * 400 ** random);
}
