import {
  addOwnLevel,
  type DefinedLevel,
  MAX_LEVEL,
  OWN_LEVELS,
  type OwnLevel,
} from "./own-levels.ts";

/** One of the six levels that every program has. */
export type Level = "fatal" | "error" | "warn" | "info" | "debug" | "trace";

/** The levels from most to least severe, with pino's numbers. A higher number is more severe. */
export const LEVELS: Readonly<Record<Level, number>> = {
  fatal: 60,
  error: 50,
  warn: 40,
  info: 30,
  debug: 20,
  trace: 10,
};

/** Level of a record: one of the six, or one that `createLevels` has made. */
export type RecordLevel = Level | OwnLevel;

/** Level of a directive: a record's level, or `off` for none at all. */
export type LevelFilter = RecordLevel | "off";

/** Threshold of `off`: above every level. */
export const OFF = 100;

/** Names of the levels, most severe first. */
export const LEVEL_NAMES = Object.keys(LEVELS) as readonly Level[];

/** The names of all levels for error messages, most severe first: "fatal, error, warn, info, debug or trace". */
export function levelNames(): string {
  const names = allLevels().map(({ name }) => name);
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

/** Expected values of a level or `off`, for error messages. */
export function expectedLevelFilter(): string {
  return `off, ${levelNames()}`;
}

const NUMBERS = new Map<string, number>([["off", OFF], ...Object.entries(LEVELS)]);

/** The number of a level or `off` in any case, as `env_filter` reads it; `undefined` for any other name. */
export function levelNumber(name: string): number | undefined {
  const number = NUMBERS.get(name);
  if (number !== undefined) return number;
  const lower = name.toLowerCase();
  return NUMBERS.get(lower) ?? OWN_LEVELS.byName.get(lower)?.number;
}

/** The number of a level, given by its exact name; `undefined` for any other value. */
export function exactLevelNumber(value: unknown): number | undefined {
  if (isLevel(value)) return LEVELS[value];
  const own = typeof value === "string" ? OWN_LEVELS.byName.get(value.toLowerCase()) : undefined;
  return own?.name === value ? own?.number : undefined;
}

/** A level with its number. */
export interface NumberedLevel {
  readonly name: RecordLevel;
  readonly number: number;
}

const SIX: readonly NumberedLevel[] = LEVEL_NAMES.map((name) => ({ name, number: LEVELS[name] }));

/** The six levels and the program's own, most severe first. */
export function allLevels(): readonly NumberedLevel[] {
  if (OWN_LEVELS.list.length === 0) return SIX;
  return [...SIX, ...OWN_LEVELS.list].sort((a, b) => b.number - a.number);
}

/** The number of the most verbose level there is: that of `trace`, unless the program has one below it. */
export function lowestLevel(): number {
  return allLevels().at(-1)?.number ?? LEVELS.trace;
}

/** A table, indexed by the level's number, with an element for each level. */
export function levelTable<T>(make: (name: RecordLevel, number: number) => T): (T | undefined)[] {
  const table: (T | undefined)[] = new Array(MAX_LEVEL + 1).fill(undefined);
  for (const { name, number } of allLevels()) table[number] = make(name, number);
  return table;
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
export const LONGEST_NAME = 16;

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
  // A level of the program's own takes precedence over another system's: its `notice` is not `info`.
  const own = OWN_LEVELS.byName.get(lower);
  if (own !== undefined) return own.number;
  const meant = BY_SYNONYM.get(lower);
  if (meant !== undefined) return LEVELS[meant];
  return /^\d{1,2}$/.test(value) ? nearest(Number(value)) : undefined;
}

/** Only from 10 to 69. Other numbers are a status, a count, or a level of syslog, whose order is reversed. */
function nearest(number: number): number | undefined {
  if (NAMES[number] !== undefined || OWN_LEVELS.byNumber[number] !== undefined) return number;
  if (!(number >= LEVELS.trace && number < LEVELS.fatal + 10)) return undefined;
  const distance = (level: NumberedLevel): number => Math.abs(level.number - number);
  return allLevels().reduce((best, level) => (distance(level) < distance(best) ? level : best))
    .number;
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
export function levelOf(number: number): RecordLevel {
  return NAMES[number] ?? OWN_LEVELS.byNumber[number]?.name ?? "info";
}

/** The number of a record's level. */
export function numberOf(level: RecordLevel): number {
  return exactLevelNumber(level) ?? LEVELS.info;
}

/** The levels as in pino, for code written for pino's loggers. */
export interface PinoLevels {
  /** Names by number. */
  readonly labels: Readonly<Record<number, string>>;
  /** Numbers by name. `silent` is included, and not enumerable. */
  readonly values: Readonly<Record<string, number>>;
}

const labels: Record<number, string> = Object.fromEntries(
  SIX.map(({ name, number }) => [number, name]),
);
const values: Record<string, number> = Object.create(Object.prototype, {
  ...Object.getOwnPropertyDescriptors(LEVELS),
  silent: { value: Number.POSITIVE_INFINITY },
});

export const PINO_LEVELS: PinoLevels = { labels, values };

for (const level of OWN_LEVELS.list) show(level);

/** Adds a checked level of the program's own. */
export function defineLevel(level: DefinedLevel): void {
  addOwnLevel(level);
  show(level);
}

/** Adds a level to those that code written for pino sees. */
function show({ name, number }: DefinedLevel): void {
  labels[number] = name;
  values[name] = number;
}
