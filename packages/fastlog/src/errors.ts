import { escapeUnsafe } from "./text/escape.ts";

/**
 * The stable codes of the errors that fastlog throws. A code never changes its meaning; messages
 * may be reworded.
 */
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
  | "ERR_FASTLOG_BACKEND_UNAVAILABLE";

/** What the errors of all copies of the package have. */
const BRAND = Symbol.for("fastlog.error");

/**
 * What fastlog throws: only from configuration, never from a log call. `instanceof` knows those of other copies
 * of the package, too.
 */
export class FastlogError extends Error {
  static {
    Object.defineProperty(FastlogError.prototype, BRAND, { value: true });
    Object.defineProperty(FastlogError, Symbol.hasInstance, { value: isInstance });
    // The build shortens it, and Node shows it.
    Object.defineProperty(FastlogError, "name", { value: "FastlogError" });
  }

  override readonly name = "FastlogError";
  /** Stable, for programs to decide by. */
  readonly code: FastlogErrorCode;

  constructor(code: FastlogErrorCode, message: string, options?: ErrorOptions) {
    // It quotes what it was given, and who does not catch it has it on a terminal.
    super(escapeUnsafe(message), options);
    this.code = code;
  }
}

/** A class that extends FastlogError has instances of its own. */
function isInstance(this: unknown, value: unknown): boolean {
  if (Function.prototype[Symbol.hasInstance].call(this, value)) return true;
  return this === FastlogError && typeof value === "object" && value !== null && BRAND in value;
}
