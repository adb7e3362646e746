const PLAIN = ["Object", "Array", "Null"];

/** Quotes a value for an error message: on one line, and cut if it is long. */
export function show(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  // JSON has no numbers that are not finite.
  if (typeof value === "number") return String(value);
  if (typeof value === "function") return `[Function: ${value.name || "anonymous"}]`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  // JSON shows a map or an error as `{}`, and a stream with all its internals.
  if (typeof value === "object" && !PLAIN.includes(kind)) return `[${kind}]`;
  const name = classOf(value);
  if (name !== undefined) return `[${name}]`;
  try {
    const text = JSON.stringify(value) ?? String(value);
    return text.length > 200 ? `${text.slice(0, 200)}…` : text;
  } catch {
    return typeof value;
  }
}

/** Name of an object's class; `undefined` for a plain object. */
function classOf(value: unknown): string | undefined {
  try {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === "string" && name !== "" && name !== "Object" ? name : undefined;
  } catch {
    return undefined;
  }
}
