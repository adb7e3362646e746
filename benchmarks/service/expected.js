import { child } from "../loggers/idioms.js";
import { ROWS } from "./rows.js";

const LEVELS = ["info", "warn", "error"];

/**
 * A logger that keeps the records, to compare the lines of all others with.
 *
 * @type {Omit<import("../loggers/logger.js").Service, "open">}
 */
export const keeping = {
  call({ level, parts, values, fields, error }) {
    const list = `[${values.join(", ")}]`;
    return `log.keep("${level}", ${JSON.stringify(parts)}, ${list}, { ${fields} }, ${error})`;
  },
  child,
};

/** The first records of a row, as they have to arrive. @param {string} row @param {object} module @param {number} records */
export async function expected(row, module, records) {
  const said = [];
  await ROWS[row].prove({ ...module, log: keeper(said, {}) }, records);
  return said;
}

function keeper(said, bound) {
  return {
    keep(level, parts, values, fields, error) {
      if (!LEVELS.includes(level)) return;
      const message = parts.map((part, i) => (i === 0 ? "" : `${values[i - 1]}`) + part).join("");
      const err = error && { type: error.name, message: error.message, code: error.code };
      const all = { ...bound, ...fields, ...(err && { err }) };
      said.push({ level, message, fields: JSON.parse(JSON.stringify(all)) });
    },
    child: (fields) => keeper(said, { ...bound, ...fields }),
  };
}
