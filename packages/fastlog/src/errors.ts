import { escapeEach } from "./text/unsafe.ts";
import { withoutPasswords } from "./text/without-passwords.ts";

/** Stable codes of the errors that fastlog throws. A code never changes its meaning; messages may be reworded. */
export type FastlogErrorCode =
  | "ERR_FASTLOG_INVALID_FILTER"
  | "ERR_FASTLOG_INVALID_LEVEL"
  | "ERR_FASTLOG_INVALID_TEMPLATE"
  | "ERR_FASTLOG_INVALID_BACKEND"
  | "ERR_FASTLOG_INVALID_OPTION"
  | "ERR_FASTLOG_INVALID_TARGET"
  | "ERR_FASTLOG_INVALID_FIELDS"
  | "ERR_FASTLOG_INVALID_SCHEMA"
  | "ERR_FASTLOG_MISSING_PACKAGE"
  | "ERR_FASTLOG_BACKEND_UNAVAILABLE"
  | "ERR_FASTLOG_CONTROL_UNAVAILABLE"
  | "ERR_FASTLOG_RECORDER_UNAVAILABLE"
  | "ERR_FASTLOG_INVALID_REQUEST";

/** Property of the errors of all copies of the package. */
const BRAND = Symbol.for("fastlog.error");

/**
 * Error of fastlog. Only configuration throws it, never a log call. `instanceof` also recognises errors of other
 * copies of the package.
 */
export class FastlogError extends Error {
  static {
    Object.defineProperty(FastlogError.prototype, BRAND, { value: true });
    Object.defineProperty(FastlogError, Symbol.hasInstance, { value: isInstance });
    // The build shortens the class's name, which Node prints.
    Object.defineProperty(FastlogError, "name", { value: "FastlogError" });
  }

  override readonly name = "FastlogError";
  /** Stable code, for programs to check. */
  readonly code: FastlogErrorCode;

  constructor(code: FastlogErrorCode, message: string, options?: ErrorOptions) {
    // The message quotes input, and an uncaught error is printed on the terminal.
    super(escapeEach(withoutPasswords(message)), options);
    this.code = code;
  }
}

/** A subclass of FastlogError only has its own instances. */
function isInstance(this: unknown, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
  return this === FastlogError && typeof value === "object" && value !== null && BRAND in value;
}
