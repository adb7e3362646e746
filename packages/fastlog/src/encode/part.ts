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

const isIllFormed = (name: string): boolean => !name.isWellFormed();

/**
 * The names of one object's members as UTF-8 can hold them, each another one: lone surrogates all become
 * the same character. Names that are different as they are are left alone.
 */
export function writtenNames(names: readonly string[]): readonly string[] {
  if (!names.some(isIllFormed)) return names;
  const taken = new Set(names.filter((name) => name.isWellFormed()));
  return names.map((name) => {
    if (name.isWellFormed()) return name;
    const written = name.toWellFormed();
    const free = freeName(written, taken);
    taken.add(free);
    // The encoder makes the same of it.
    return free === written ? name : free;
  });
}
