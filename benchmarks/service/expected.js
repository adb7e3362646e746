import { ROWS } from "./rows.js";

const LEVELS = { info: 30, warn: 40, error: 50 };

/**
 * A logger that keeps what it is told: what the lines of all others have to say.
 *
 * @type {Omit<import("./adapters.js").Adapter, "open" | "read">}
 */
export const keeping = {
  name: "expected",
  call({ level, parts, values, fields, error }) {
    const list = `[${values.join(", ")}]`;
    return `log.keep("${level}", ${JSON.stringify(parts)}, ${list}, { ${fields} }, ${error})`;
  },
  child: (bound) => `log.child({ ${bound} })`,
};

/** What a row's first records have to say. @param {string} row @param {object} module @param {number} records */
export async function expected(row, module, records) {
  const said = [];
  await ROWS[row].prove({ ...module, log: keeper(said, {}) }, records);
  return said;
}

function keeper(said, bound) {
  return {
    keep(level, parts, values, fields, error) {
      if (LEVELS[level] === undefined) return;
      const message = parts.map((part, i) => (i === 0 ? "" : `${values[i - 1]}`) + part).join("");
      const err = error && { type: error.name, message: error.message, code: error.code };
      const all = { ...bound, ...fields, ...(err && { err }) };
      said.push({ level: LEVELS[level], message, fields: JSON.parse(JSON.stringify(all)) });
    },
    child: (fields) => keeper(said, { ...bound, ...fields }),
  };
}
