/** What an error says, in a sentence of ours. */
export function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    // Whoever throws may throw anything, as an object without a prototype.
    return "an error that cannot be shown";
  }
}

/** The code of an error, for counting. */
export function codeOf(error: unknown): string {
  const code = (error as { readonly code?: unknown } | null)?.code;
  return typeof code === "string" && code !== "" ? code : "UNKNOWN";
}
