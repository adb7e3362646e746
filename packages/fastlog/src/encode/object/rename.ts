/** In characters: what is left of a longer name. As many as an object may have leave room for others in a record. */
export const MAX_NAME = 256;

/** Up to here a name that is taken gets underscores; then a number, so that no name grows with their count. */
const MAX_UNDERSCORES = 2;

/** A name in place of one that is taken: `a_`, `a__`, `a_3`, `a_4` and so on. */
export function renamed(name: string, times: number): string {
  return name + renaming(times);
}

/** What stands behind a name that is taken. */
export function renaming(times: number): string {
  return times <= MAX_UNDERSCORES ? "_".repeat(times) : `_${times}`;
}

/** A name as it is written: of a very long one its beginning, and how much is missing. */
export function shortName(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const head = name.slice(0, MAX_NAME).toWellFormed();
  return `${head}…(+${name.length - MAX_NAME} characters)`;
}
