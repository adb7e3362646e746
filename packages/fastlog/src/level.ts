/**
 * The levels, most to least severe, and their numbers: those that pino's ecosystem knows.
 * A higher number is more severe.
 */
export const LEVELS = {
  fatal: 60,
  error: 50,
  warn: 40,
  info: 30,
  debug: 20,
  trace: 10,
} as const;

/** The level of a record. */
export type Level = keyof typeof LEVELS;

/** What a directive may say: a level, or `off` for none at all. */
export type LevelFilter = Level | "off";

/** `off` as a threshold: above every level, so that nothing reaches it. */
export const OFF = 100;

/** The level names, most severe first. */
export const LEVEL_NAMES = Object.keys(LEVELS) as readonly Level[];

/** What a message says was expected where a level or `off` was. */
export const EXPECTED_LEVEL_FILTER = "off, fatal, error, warn, info, debug or trace";

const NUMBERS = new Map<string, number>([["off", OFF], ...Object.entries(LEVELS)]);

/**
 * The number of a level or `off`, in any case, as `env_filter` reads it; `undefined` for any other
 * name.
 */
export function levelNumber(name: string): number | undefined {
  return NUMBERS.get(name) ?? NUMBERS.get(name.toLowerCase());
}

/** Whether a value is the exact name of a level. */
export function isLevel(value: unknown): value is Level {
  return typeof value === "string" && Object.hasOwn(LEVELS, value);
}

const NAMES: readonly (Level | undefined)[] = LEVEL_NAMES.reduce<(Level | undefined)[]>(
  (names, name) => {
    names[LEVELS[name]] = name;
    return names;
  },
  new Array(LEVELS.fatal + 1).fill(undefined),
);

/** The name of a level's number. */
export function levelOf(number: number): Level {
  return NAMES[number] ?? "info";
}
