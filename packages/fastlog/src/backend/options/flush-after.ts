import { invalidOption } from "../../diagnostics/invalid-option.ts";
import { show } from "../../diagnostics/show.ts";

/** Upper bound of `flushAfter`, in milliseconds. */
export const MAX_FLUSH_AFTER = 60_000;

/** Checks the option `flushAfter`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkFlushAfter(value: unknown, name: string): void {
  if (isUsable(value)) return;
  const meant = meantBy(value);
  const hint = isUsable(meant) ? `; did you mean ${show(meant)}?` : "";
  throw invalidOption(
    name,
    value,
    `expected a whole number of milliseconds from 0 to ${MAX_FLUSH_AFTER}${hint}`,
  );
}

function isUsable(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_FLUSH_AFTER;
}

/** The number that a value means: `false`, or text as in a URL. */
function meantBy(value: unknown): number | undefined {
  if (value === false) return 0;
  if (typeof value !== "string") return undefined;
  const [, digits, unit] = /^(\d+)(ms|s)?$/.exec(value) ?? [];
  return digits === undefined ? undefined : Number(digits) * (unit === "s" ? 1000 : 1);
}
