import { LEVEL_NAMES, LEVELS, type Level, type RecordLevel } from "../../level.ts";
import { otelSeverity, severityOf } from "../../severity.ts";
import { quoteJson } from "../../text/escape.ts";
import type { JsonLevelForm } from "./json-options.ts";

/** Names that Google Cloud and Datadog have for the severities of syslog, from 0 to 7. */
const GCP = ["EMERGENCY", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG"];
const DATADOG = ["emergency", "alert", "critical", "error", "warn", "notice", "info", "debug"];

/** A level with its number. */
interface NumberedLevel {
  readonly level: RecordLevel;
  readonly number: number;
}

/** The level as JSON; `undefined` if the record has no such key. */
export function levelText(
  form: JsonLevelForm,
  { level, number }: NumberedLevel,
): string | undefined {
  switch (form) {
    case "number":
      return String(number);
    case "name":
      return quoteJson(level);
    case "upper":
      return quoteJson(level.toUpperCase());
    case "gcp":
      return quoteJson(GCP[severityOf(number)] as string);
    case "datadog":
      return quoteJson(DATADOG[severityOf(number)] as string);
    case "otel":
      return String(otelSeverity(number));
  }
  // A receiver that knows none but the values of the table does not know a level of the program.
  const value = form[level] ?? form[usualLevel(number)] ?? level;
  if (value === false) return undefined;
  return typeof value === "number" ? String(value) : quoteJson(value.toWellFormed());
}

/** The level of that number, or the next less severe one of the six. */
function usualLevel(number: number): Level {
  return LEVEL_NAMES.find((name) => LEVELS[name] <= number) ?? "trace";
}
