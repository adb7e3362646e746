const PLAIN = ["Object", "Array", "Null"];

/** Quotes a value for an error message: on one line, and cut if it is long. Never throws. */
export function show(value: unknown): string {
  try {
    return quoted(value);
  } catch {
    // A proxy that was revoked, or a getter of the value threw.
    return typeof value;
  }
}

function quoted(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  // JSON has no numbers that are not finite.
  if (typeof value === "number") return String(value);
  if (typeof value === "function") return `[Function: ${value.name || "anonymous"}]`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  // JSON shows a map or an error as `{}`, and a stream with all its internals.
  if (typeof value === "object" && !PLAIN.includes(kind)) return `[${kind}]`;
  const name = classOf(value);
  if (name !== undefined) return `[${name}]`;
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Name of an object's class; `undefined` for a plain object. */
function classOf(value: unknown): string | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
  return typeof name === "string" && name !== "" && name !== "Object" ? name : undefined;
}
