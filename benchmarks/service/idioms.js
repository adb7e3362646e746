// How a place in a program logs, in the idioms of the loggers: JavaScript that logs with `log`.

/** A message with placeholders, its values, an Error, fields. @type {import("./adapters.js").Adapter["call"]} */
export function fastlogCall({ level, parts, values, fields, error }) {
  const args = [JSON.stringify(parts.join("{}")), ...values];
  if (fields !== "") args.push(`{ ${fields} }`);
  if (error !== undefined) args.unshift(error);
  return `log.${level}(${args.join(", ")})`;
}

/** @param {string} bound */
export function fastlogChild(bound) {
  return `log.child({ ${bound} })`;
}

/** Fields with the Error, a message with placeholders, its values. @type {import("./adapters.js").Adapter["call"]} */
export function pinoCall({ level, parts, values, fields, error }) {
  const args = [JSON.stringify(parts.join("%s")), ...values];
  const all = [error === undefined ? "" : `err: ${error}`, fields].filter((some) => some !== "");
  if (all.length > 0) args.unshift(`{ ${all.join(", ")} }`);
  return `log.${level}(${args.join(", ")})`;
}

/** @param {string} bound */
export function pinoChild(bound) {
  return `log.child({ ${bound} })`;
}
