/** How long the record of that number is, its newline included. */
export function lengthOf(number: number): number;
