/** A member of what is an object in JSON only: of an error, a `Map`. All have the same shape, for speed. */
export interface Part {
  /** What it is called where it is from: what redaction knows it by. */
  readonly key: string;
  /** What it is called in JSON, as no other part of the same object. */
  readonly name: string;
  /** Where its value is read. */
  readonly holder: object;
  readonly property: string | number;
  /** What is censored under this name is censored here too. */
  readonly alias: string;
  /** A function of that name is a method of the class, and not what is meant. */
  readonly isNoFunction: boolean;
}

/** The first parts of a value. */
export interface Parts {
  readonly parts: readonly Part[];
  /** How many there are besides; infinity where that is not known. */
  readonly left: number;
}

/** The name, with as many `_` behind it as it takes to be a new one. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  while (taken.has(free)) free += "_";
  return free;
}
