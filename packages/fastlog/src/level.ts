/** The levels from most to least severe, with pino's numbers. A higher number is more severe. */
export const LEVELS = {
  fatal: 60,
  error: 50,
  warn: 40,
  info: 30,
  debug: 20,
  trace: 10,
} as const;

/** Level of a record. */
export type Level = keyof typeof LEVELS;

/** Level of a directive: a record's level, or `off` for none at all. */
export type LevelFilter = Level | "off";

/** Threshold of `off`: above every level. */
export const OFF = 100;

/** Names of the levels, most severe first. */
export const LEVEL_NAMES = Object.keys(LEVELS) as readonly Level[];

/** Expected values of a level or `off`, for error messages. */
export const EXPECTED_LEVEL_FILTER = "off, fatal, error, warn, info, debug or trace";

const NUMBERS = new Map<string, number>([["off", OFF], ...Object.entries(LEVELS)]);

/** The number of a level or `off` in any case, as `env_filter` reads it; `undefined` for any other name. */
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
 * Names of the levels in other systems. If a system has more than six, a name maps to the level whose records pass
 * the same thresholds: winston's `http` and `verbose` are below its `info`.
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
 * A level's name for `log`: one of the six in any case, or a name from syslog, winston and others (`critical`,
 * `err`, `warning`, `notice`, `verbose`, `silly`, …).
 */
export type LevelName = Name | Uppercase<Name> | Capitalize<Name>;

const BY_SYNONYM = new Map<string, Level>(Object.entries(SYNONYMS));

/** The level for another system's name of it, in any case. */
export function levelMeant(word: string): Level | undefined {
  return BY_SYNONYM.get(word.toLowerCase());
}

/** In characters. A longer text is no level, and is not looked up. */
const LONGEST_NAME = 16;

/**
 * The number of a level given by any of its names or by a number of pino's: that of the nearest level, and of two
 * the more severe. `undefined` for any other value.
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

/** Only from 10 to 69. Other numbers are a status, a count, or a level of syslog, whose order is reversed. */
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

/** The levels as in pino, for code written for pino's loggers. */
export interface PinoLevels {
  /** Names by number. */
  readonly labels: Readonly<Record<number, string>>;
  /** Numbers by name. `silent` is included, and not enumerable. */
  readonly values: Readonly<Record<string, number>>;
}

export const PINO_LEVELS: PinoLevels = {
  labels: Object.fromEntries(LEVEL_NAMES.map((name) => [LEVELS[name], name])),
  values: Object.create(Object.prototype, {
    ...Object.getOwnPropertyDescriptors(LEVELS),
    silent: { value: Number.POSITIVE_INFINITY },
  }),
};
