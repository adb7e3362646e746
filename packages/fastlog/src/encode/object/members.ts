import { MAX_NAME, renamed, shortName } from "./rename.ts";

/**
 * A member of a value that is an object in JSON only, such as an error or a `Map`. All have the same shape, for
 * speed.
 */
export interface Part {
  /** Name in the value. Redaction knows the member by it. */
  readonly key: string;
  /** Name in JSON, unique in the object. */
  readonly name: string;
  /** Object that the value is read from. */
  readonly holder: object;
  readonly property: string | number;
  /** Second name for redaction: what is censored under it is censored here too. */
  readonly alias: string;
  /** A function of this name is a method of the class, not a value. */
  readonly isNoFunction: boolean;
}

/** The first members of a value. */
export interface Parts {
  readonly parts: readonly Part[];
  /** Number of further members; infinite if unknown. */
  readonly left: number;
}

/** Makes names unique: a name that is taken gets a suffix, see {@link renamed}. */
export class FreeNames {
  private readonly taken: Set<string>;
  private readonly renames = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(taken);
  }

  take(name: string): string {
    let free = name;
    if (this.taken.has(name)) {
      // Continues where the last search for this name ended.
      let times = this.renames.get(name) ?? 0;
      do free = renamed(name, ++times);
      while (this.taken.has(free));
      this.renames.set(name, times);
    }
    this.taken.add(free);
    return free;
  }
}

/**
 * The unique names of an object's members as they are written. Lone surrogates all become the same character in
 * UTF-8, and very long names are cut. Other names are unchanged.
 */
export function writtenNames(names: readonly string[]): readonly string[] {
  if (names.every(isWrittenAsItIs)) return names;
  const free = new FreeNames(names.filter(isWrittenAsItIs));
  return names.map((name) => {
    if (isWrittenAsItIs(name)) return name;
    const written = shortName(name).toWellFormed();
    const taken = free.take(written);
    // The encoder converts the name in the same way.
    return taken === written && name.length <= MAX_NAME ? name : taken;
  });
}

function isWrittenAsItIs(name: string): boolean {
  return name.length <= MAX_NAME && name.isWellFormed();
}
