import { show } from "./show.ts";
import { typingErrors } from "./suggest.ts";

/** Names that other loggers or guesses use for options of `configure`. */
const OPTIONS: Readonly<Record<string, string>> = {
  level: "filter",
  logLevel: "filter",
  levels: "filter",
  enabled: "filter",
  silent: "filter",
  destination: "backend",
  transport: "backend",
  transports: "backend",
  targets: "backend",
  output: "backend",
  outputs: "backend",
  file: "backend",
  stream: "backend",
  streams: "backend",
  base: "fields",
  bindings: "fields",
  defaultMeta: "fields",
  meta: "fields",
  context: "fields",
  name: "tag",
  template: "format",
  pretty: "format",
  prettyPrint: "format",
  prettifier: "format",
  json: "format",
  formatters: "format",
  formatter: "format",
  messageKey: "format",
  errorKey: "format",
  timestamp: "format",
  colors: "color",
  colorize: "color",
  depthLimit: "maxDepth",
  edgeLimit: "maxBreadth",
  handleSignals: "signals",
  flushInterval: "flushAfter",
  flushEvery: "flushAfter",
  periodicFlush: "flushAfter",
  flushPeriod: "flushAfter",
  batchInterval: "flushAfter",
  syncInterval: "flushAfter",
};

/** Names that other loggers or guesses use for options of an entry of `backend`. */
const ENTRY_OPTIONS: Readonly<Record<string, string>> = {
  level: "filter",
  minLevel: "filter",
  url: "backend",
  type: "backend",
  target: "backend",
  stream: "backend",
  transport: "backend",
  destination: "backend",
  flushInterval: "flushAfter",
  periodicFlush: "flushAfter",
};

/** Names that other loggers or guesses use for parameters of a URL and options of a backend's factory. */
const BACKEND_OPTIONS: Readonly<Record<string, string>> = {
  size: "maxSize",
  limit: "maxSize",
  maxFileSize: "maxSize",
  maxFiles: "keep",
  maxBackups: "keep",
  backups: "keep",
  count: "keep",
  interval: "every",
  frequency: "every",
  period: "every",
  rotate: "every",
  compress: "gzip",
  zippedArchive: "gzip",
  gz: "gzip",
  utc: "timeZone",
  timezone: "timeZone",
  tz: "timeZone",
  maxDays: "maxAge",
  permissions: "mode",
  flushInterval: "flushAfter",
  flushEvery: "flushAfter",
  periodicFlush: "flushAfter",
};

const FORMATS: Readonly<Record<string, string>> = {
  "pino-pretty": "pretty",
  simple: "pretty",
  console: "pretty",
  plain: "text",
  txt: "text",
  dev: "pretty",
  ndjson: "json",
  jsonl: "json",
  pino: "json",
  bunyan: "json:bunyan",
  ecs: "json:ecs",
  elastic: "json:ecs",
  gcp: "json:gcp",
  stackdriver: "json:gcp",
  datadog: "json:datadog",
  loki: "json:loki",
  otel: "json:otel",
  rfc5424: "syslog",
};
const FORMAT_NAMES = [
  ...["text", "json", "logfmt", "pretty", "syslog"],
  ...["json:pino", "json:bunyan", "json:ecs", "json:gcp", "json:datadog", "json:loki", "json:otel"],
];

/** Words that other programs use for quantities. */
const QUANTITIES: Readonly<Record<string, string>> = {
  hourly: "1h",
  daily: "1d",
  weekly: "7d",
  hour: "1h",
  day: "1d",
  week: "7d",
  yes: "true",
  on: "true",
  "1": "true",
  no: "false",
  off: "false",
  "0": "false",
};

/** Asks in an error message whether a similar option of `configure` was meant; empty if none is similar. */
export function optionMeant(name: string, known: readonly string[]): string {
  return nameMeant(name, known, OPTIONS);
}

/** Like {@link optionMeant}, for options of an entry of `backend`. */
export function entryOptionMeant(name: string, known: readonly string[]): string {
  return nameMeant(name, known, ENTRY_OPTIONS);
}

/** Like {@link optionMeant}, for options of a backend. */
export function backendOptionMeant(name: string, known: readonly string[]): string {
  return nameMeant(name, known, BACKEND_OPTIONS);
}

/** Like {@link optionMeant}, for values of `format`. */
export function formatMeant(value: unknown): string {
  if (typeof value !== "string") return "";
  if (value.includes("{")) return `; did you mean { template: ${show(value)} }?`;
  return nameMeant(value, FORMAT_NAMES, FORMATS);
}

/** Like {@link optionMeant}, for a size, a time or a flag in a URL, such as `10m` or `daily`. */
export function quantityMeant(text: string, parse: (text: string) => unknown): string {
  const lower = text.toLowerCase();
  const synonym = Object.hasOwn(QUANTITIES, lower) ? QUANTITIES[lower] : undefined;
  const candidates = [synonym, lower, `${lower}b`, lower.replace(/ib$/, "b")];
  return question(candidates.find((it) => it !== undefined && parse(it) !== undefined));
}

/** Like {@link optionMeant}, for a name without synonyms. */
export function nearName(name: string, known: readonly string[]): string {
  return nameMeant(name, known, {});
}

function nameMeant(
  name: string,
  known: readonly string[],
  synonyms: Readonly<Record<string, string>>,
): string {
  const synonym = Object.hasOwn(synonyms, name) ? synonyms[name] : undefined;
  if (synonym !== undefined && known.includes(synonym)) return question(synonym);
  const lower = name.toLowerCase();
  const distances = known.map((option) => typingErrors(lower, option.toLowerCase()));
  const least = Math.min(...distances);
  // Two letters are half of a short word, so a short word may differ in fewer.
  return least <= Math.min(2, lower.length / 2 - 1)
    ? question(known[distances.indexOf(least)])
    : "";
}

function question(meant: string | undefined): string {
  return meant === undefined ? "" : `; did you mean ${show(meant)}?`;
}
