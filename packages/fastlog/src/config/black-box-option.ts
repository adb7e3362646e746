import { invalidOption } from "../diagnostics/invalid-option.ts";

const PLACEHOLDERS: readonly string[] = ["{pid}", "{thread}"];

const SEPARATOR = process.platform === "win32" ? /[\\/]/ : /\//;

const EXPECTED = 'expected a path such as "/dev/shm/app.{pid}.ring"';

/** Checks the option `recorder.file`. Throws `ERR_FASTLOG_INVALID_OPTION`. */
export function checkBoxFile(value: unknown, name: string): asserts value is string {
  // A word without a slash is a mistake, and no file in the working directory.
  if (typeof value !== "string" || !SEPARATOR.test(value) || value.includes("\0")) {
    throw invalidOption(name, value, EXPECTED);
  }
  if (value.endsWith("/")) throw invalidOption(name, value, `${EXPECTED}, and not a folder`);
  const unknown = value.match(/\{[^{}]*\}/g)?.find((found) => !PLACEHOLDERS.includes(found));
  if (unknown !== undefined) {
    throw invalidOption(
      name,
      value,
      `expected the placeholders ${PLACEHOLDERS.join(" and ")} only`,
    );
  }
}
