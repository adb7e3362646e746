/** Joins a number and its noun: `1 record`, `2 records`. */
export function quantity(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
