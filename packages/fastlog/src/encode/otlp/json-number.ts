/** In characters: a number of so many digits is exact as a number of JavaScript. */
const MOST_SAFE = 15;
/** In characters: no longer number has 64 bits. */
const MOST_INTEGER = 20;

/** The whole number of 64 bits that JSON text of a number has; `undefined` for a fraction, or one that is larger. */
export function integerIn(digits: string): number | bigint | undefined {
  if (digits.length > MOST_INTEGER || !isInteger(digits)) return undefined;
  if (digits.length <= MOST_SAFE) return Number(digits);
  const value = BigInt(digits);
  return BigInt.asIntN(64, value) === value ? value : undefined;
}

/** No regular expression: V8 compiles one at first use, and ends the process if the stack is full then. */
function isInteger(digits: string): boolean {
  const first = digits.startsWith("-") ? 1 : 0;
  for (let i = first; i < digits.length; i++) {
    const code = digits.charCodeAt(i);
    if (code < 48 || code > 57) return false;
  }
  return digits.length > first;
}
