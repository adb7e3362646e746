/** In characters: a longer name is cut. An object's limit of such names still leaves room in a record. */
export const MAX_NAME = 256;

/**
 * Most underscores that are appended. Further ones are replaced by a number, so that the length does not grow with
 * their count.
 */
const MAX_UNDERSCORES = 2;

/** A replacement of a name that is taken: `a_`, `a__`, `a_3`, `a_4` and so on. */
export function renamed(name: string, times: number): string {
  return name + renaming(times);
}

/** Suffix of a replaced name. */
export function renaming(times: number): string {
  return times <= MAX_UNDERSCORES ? "_".repeat(times) : `_${times}`;
}

/** A name as it is written: a very long one is cut, with the number of missing characters. */
export function shortName(name: string): string {
  if (name.length <= MAX_NAME) return name;
  const head = name.slice(0, MAX_NAME).toWellFormed();
  return `${head}…(+${name.length - MAX_NAME} characters)`;
}
