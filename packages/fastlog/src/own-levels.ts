/**
 * The name of a level that `createLevels` has made. Its type tells it from other texts, so it can be passed wherever a
 * level is expected.
 */
export type OwnLevel<Name extends string = string> = Name & {
  readonly "a level of createLevels": true;
};

type Hue = "black" | "red" | "green" | "yellow" | "blue" | "magenta" | "cyan" | "white";
type Shade = Hue | "gray" | `${Hue}Bright`;

/** A colour or a style, as `util.styleText` names it: `"cyan"`, `"bgRed"`, `"bold"`. */
export type LevelColor =
  | Shade
  | `bg${Capitalize<Shade>}`
  | "bold"
  | "dim"
  | "italic"
  | "underline"
  | "inverse";

/** A checked level of the program. */
export interface DefinedLevel {
  readonly name: OwnLevel;
  /** From 1 to {@link MAX_LEVEL}, and none of the six levels' numbers. */
  readonly number: number;
  readonly color: readonly LevelColor[];
  /** Severity of syslog: 0 to 7. */
  readonly severity: number;
}

/** The highest number that a level can have. */
export const MAX_LEVEL = 99;

/** The program's levels of one thread. */
interface OwnLevels {
  /** In the order in which they were defined. */
  readonly list: DefinedLevel[];
  /** Indexed by the level's number. */
  readonly byNumber: (DefinedLevel | undefined)[];
  /** By the name in lower case. */
  readonly byName: Map<string, DefinedLevel>;
}

/**
 * Key of the levels. All copies of the package in a thread share them, and so do its entries, such as
 * `fastlog/filter`, which have copies of this file. The number changes with the content.
 */
const KEY = Symbol.for("fastlog.levels/1");

const holder = globalThis as { [KEY]?: OwnLevels };
holder[KEY] ??= { list: [], byNumber: [], byName: new Map() };

/** The program's own levels. Only `defineLevel` changes them. */
export const OWN_LEVELS: {
  readonly list: readonly DefinedLevel[];
  readonly byNumber: readonly (DefinedLevel | undefined)[];
  readonly byName: ReadonlyMap<string, DefinedLevel>;
} = holder[KEY];

/** Adds a checked level. */
export function addOwnLevel(level: DefinedLevel): void {
  const { list, byNumber, byName } = OWN_LEVELS as OwnLevels;
  list.push(level);
  byNumber[level.number] = level;
  byName.set(level.name.toLowerCase(), level);
}

/** Forgets all levels of the program, for tests. */
export function forgetOwnLevels(): void {
  const { list, byNumber, byName } = OWN_LEVELS as OwnLevels;
  list.length = 0;
  byNumber.length = 0;
  byName.clear();
}
