import { MAX_NAME, renamed, shortName } from "./rename.ts";

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

/** Gives each name once: one that is taken gets something behind it, see {@link renamed}. */
export class FreeNames {
  private readonly taken: Set<string>;
  private readonly renames = new Map<string, number>();

  constructor(taken: Iterable<string> = []) {
    this.taken = new Set(taken);
  }

  take(name: string): string {
    let free = name;
    if (this.taken.has(name)) {
      // The search goes on where the last one for that name ended.
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
 * The names of one object's members as they are written, each another one: lone surrogates all become the same
 * character in UTF-8, and very long names are cut. Names that need neither are left alone.
 */
export function writtenNames(names: readonly string[]): readonly string[] {
  if (names.every(isWrittenAsItIs)) return names;
  const free = new FreeNames(names.filter(isWrittenAsItIs));
  return names.map((name) => {
    if (isWrittenAsItIs(name)) return name;
    const written = shortName(name).toWellFormed();
    const taken = free.take(written);
    // The encoder makes the same of the name.
    return taken === written && name.length <= MAX_NAME ? name : taken;
  });
}

function isWrittenAsItIs(name: string): boolean {
  return name.length <= MAX_NAME && name.isWellFormed();
}
