/** The six levels of every program. */
export const LEVELS: readonly string[] = ["fatal", "error", "warn", "info", "debug", "trace"];

/** Names of levels in other systems, as `log` takes them. */
const SYNONYMS: Readonly<Record<string, string>> = {
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

/** Numbers of the six, as pino has them. */
const NUMBERS = [60, 50, 40, 30, 20, 10];

/** The level that `log` understands by its first argument; `undefined` if that is no level. */
export function levelMeant(value: unknown, own: readonly string[]): string | undefined {
  if (typeof value === "number") return nearest(value);
  if (typeof value !== "string") return undefined;
  const lower = value.toLowerCase();
  if (LEVELS.includes(lower)) return lower;
  const named = own.find((name) => name.toLowerCase() === lower);
  if (named !== undefined) return named;
  if (Object.hasOwn(SYNONYMS, lower)) return SYNONYMS[lower];
  return /^\d{1,2}$/.test(value) ? nearest(Number(value)) : undefined;
}

/** Of two that are as near, the more severe. */
function nearest(number: number): string | undefined {
  if (!(number >= 10 && number < 70)) return undefined;
  const distances = NUMBERS.map((each) => Math.abs(each - number));
  return LEVELS[distances.indexOf(Math.min(...distances))];
}
