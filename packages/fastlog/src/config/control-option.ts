import { invalidOption } from "../diagnostics/invalid-option.ts";

/** Signal that opens the control socket for a time. */
export const CONTROL_SIGNAL = "SIGUSR2";

const EXPECTED = 'expected true, false, "SIGUSR2" or a path such as "/run/app/{pid}.sock"';

/** Checks the option `control`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkControl(value: unknown, name: string): void {
  if (typeof value === "boolean" || value === CONTROL_SIGNAL) return;
  // A word without a slash is a mistake, and no file in the working directory.
  if (typeof value === "string" && value.includes("/") && !value.includes("\0")) return;
  const meant = typeof value === "object" ? undefined : MEANT.get(String(value).toLowerCase());
  const question = meant === undefined ? "" : `; did you mean ${meant}?`;
  throw invalidOption(name, value, `${EXPECTED}${question}`);
}

/** Other ways to say it. */
const MEANT: ReadonlyMap<string, string> = new Map([
  ["1", "true"],
  ["on", "true"],
  ["yes", "true"],
  ["true", "true"],
  ["0", "false"],
  ["off", "false"],
  ["no", "false"],
  ["false", "false"],
  ["usr2", '"SIGUSR2"'],
  ["sigusr2", '"SIGUSR2"'],
]);

/** The option that a value of `LOG_CONTROL` means. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function controlOption(value: string): boolean | string {
  if (value === "1" || value === "0") return value === "1";
  checkControl(value, "LOG_CONTROL");
  return value;
}
