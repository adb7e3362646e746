/** Message of an error, for use within a sentence. Never throws. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    // Any value can be thrown, such as an object without a prototype.
    return "an error that cannot be shown";
  }
}

/** Code of an error, as a key to count errors by. */
export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" && code !== "" ? code : "UNKNOWN";
}
