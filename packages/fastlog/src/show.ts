const PLAIN = ["Object", "Array", "Null"];

/** A value as an error message quotes it: on one line, and cut where it is long. */
export function show(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[Function: ${value.name || "anonymous"}]`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  // JSON would have `{}` of a map or an error.
  if (typeof value === "object" && !PLAIN.includes(kind)) return `[${kind}]`;
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  } catch {
    return typeof value;
  }
}
