/**
 * What a line says, in pino's shape, without what a logger adds by itself. Of an error, its type and message.
 *
 * @param {Record<string, unknown>} line
 * @returns {import("./adapters.js").Said}
 */
export function withoutOwn({ level, time, hrtime, pid, hostname, tag, target, msg, ...fields }) {
  if (fields.err !== undefined) {
    const { type, message, code } = fields.err;
    fields.err = { type, message, code };
  }
  return { level, message: msg, fields };
}
