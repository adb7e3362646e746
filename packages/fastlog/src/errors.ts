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
  | "ERR_FASTLOG_BACKEND_UNAVAILABLE";

/** What fastlog throws: only from configuration, never from a log call. */
export class FastlogError extends Error {
  override readonly name = "FastlogError";
  /** Stable, for programs to decide by. */
  readonly code: FastlogErrorCode;

  constructor(code: FastlogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
