/** Stands in for `util.inspect` in the errors of the filter. */
export function inspect(value: unknown): string {
  return typeof value === "object" && value !== null
    ? Object.prototype.toString.call(value)
    : String(value);
}
