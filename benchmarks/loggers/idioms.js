// How loggers are called: JavaScript that logs with the logger `log`.

/** A message with placeholders, its values, an Error, fields. @type {import("./logger.js").Service["call"]} */
export function fastlogCall({ level, parts, values, fields, error }) {
  const args = [JSON.stringify(parts.join("{}")), ...values];
  if (fields !== "") args.push(`{ ${fields} }`);
  if (error !== undefined) args.unshift(error);
  return `log.${level}(${args.join(", ")})`;
}

/** A child with some fields: all loggers spell it the same way. @param {string} bound */
export function child(bound) {
  return `log.child({ ${bound} })`;
}

/** Fields with the Error, a message with placeholders, its values. @type {import("./logger.js").Service["call"]} */
export function pinoCall({ level, parts, values, fields, error }) {
  const args = [JSON.stringify(parts.join("%s")), ...values];
  const all = [error === undefined ? "" : `err: ${error}`, fields].filter((some) => some !== "");
  if (all.length > 0) args.unshift(`{ ${all.join(", ")} }`);
  return `log.${level}(${args.join(", ")})`;
}
