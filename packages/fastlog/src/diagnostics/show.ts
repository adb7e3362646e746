const PLAIN = ["Object", "Array", "Null"];

/** A value as an error message quotes it: on one line, and cut where it is long. */
export function show(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "function") return `[Function: ${value.name || "anonymous"}]`;
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  // JSON would have `{}` of a map or an error, and all that is inside of a stream.
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

/** The name of the class that an object is an instance of; none of plain ones. */
function classOf(value: unknown): string | undefined {
  try {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === "string" && name !== "" && name !== "Object" ? name : undefined;
  } catch {
    return undefined;
  }
}
