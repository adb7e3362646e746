const LEVELS = { 20: "debug", 30: "info", 40: "warn", 50: "error", 60: "fatal" };

/**
 * A JSON line in the shape that pino and fastlog write. The members that the logger adds by itself are left
 * out.
 *
 * @param {string} line
 * @returns {import("../records/proof.js").Read}
 */
export function readNumberedLevel(line) {
  const { level, time, hrtime, pid, hostname, tag, target, msg, ...fields } = JSON.parse(line);
  return { level: LEVELS[level], message: msg, fields };
}

/** Fields as text has them, `key=value` behind the message. @param {string} text */
export function readPairs(text) {
  return Object.fromEntries(
    [...text.matchAll(/ (\w+)=(\S+)/g)].map(([, name, value]) => [
      name,
      Number.isNaN(Number(value)) ? value : Number(value),
    ]),
  );
}

/** Fields as `util.inspect` shows them. @param {string} text */
export function readInspected(text) {
  return Object.fromEntries(
    [...text.matchAll(/(\w+): ('([^']*)'|\d+)/g)].map(([, name, value, inner]) => [
      name,
      inner ?? Number(value),
    ]),
  );
}
