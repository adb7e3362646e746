/** Closes a resource that other code may have closed already. */
export function closeQuietly(close: () => void): void {
  try {
    close();
  } catch {
    // It is closed already.
  }
}
