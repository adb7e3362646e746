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

type Synonym =
  | "emergency"
  | "emerg"
  | "alert"
  | "critical"
  | "crit"
  | "panic"
  | "err"
  | "severe"
  | "warning"
  | "notice"
  | "information"
  | "informational"
  | "http"
  | "verbose"
  | "dbg"
  | "silly";

/**
 * What other systems call the levels. Where they have more than six, the level is the one beside which
 * a record passes or not as it does there: winston's `http` and `verbose` are below its `info`.
 */
const SYNONYMS: { readonly [K in Synonym]: Level } = {
  emergency: "fatal",
  emerg: "fatal",
  alert: "fatal",
  critical: "fatal",
  crit: "fatal",
  panic: "fatal",
  err: "error",
  severe: "error",
  warning: "warn",
  notice: "info",
  information: "info",
  informational: "info",
  http: "debug",
  verbose: "debug",
  dbg: "debug",
  silly: "trace",
};

type Name = Level | Synonym;

/**
 * What `log` takes for the name of a level: the six, in any case, and what syslog, winston and others call
 * them (`critical`, `err`, `warning`, `notice`, `verbose`, `silly`, …).
 */
export type LevelName = Name | Uppercase<Name> | Capitalize<Name>;

const BY_SYNONYM = new Map<string, Level>(Object.entries(SYNONYMS));

/** The level that a word of another system means, in any case. */
export function levelMeant(word: string): Level | undefined {
  return BY_SYNONYM.get(word.toLowerCase());
}

/** In characters. A longer text is no level, and is not looked at. */
const LONGEST_NAME = 16;

/**
 * The number of a record's level by any name that it goes by, or by a number of pino's: the nearest
 * level, and the more severe of two. `undefined` for what is no level.
 */
export function recordLevel(value: unknown): number | undefined {
  if (typeof value === "number") return nearest(value);
  if (typeof value !== "string" || value.length > LONGEST_NAME) return undefined;
  if (isLevel(value)) return LEVELS[value];
  const lower = value.toLowerCase();
  if (isLevel(lower)) return LEVELS[lower];
  const meant = BY_SYNONYM.get(lower);
  if (meant !== undefined) return LEVELS[meant];
  return /^\d\d$/.test(value) ? nearest(Number(value)) : undefined;
}

/** Only from 10 to 69: what is further off is a status, a count, or a level of syslog's, which run the other way. */
function nearest(number: number): number | undefined {
  if (!(number >= LEVELS.trace && number < LEVELS.fatal + 10)) return undefined;
  return Math.min(LEVELS.fatal, Math.round(number / 10) * 10);
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

/** The levels as pino has them, for what is made for pino's loggers. */
export interface PinoLevels {
  /** The names by their numbers. */
  readonly labels: Readonly<Record<number, string>>;
  /** The numbers by name. That of `silent` is there, too, and not enumerable. */
  readonly values: Readonly<Record<string, number>>;
}

export const PINO_LEVELS: PinoLevels = {
  labels: Object.fromEntries(LEVEL_NAMES.map((name) => [LEVELS[name], name])),
  values: Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(LEVELS),
    silent: { value: Number.POSITIVE_INFINITY },
  }),
};
