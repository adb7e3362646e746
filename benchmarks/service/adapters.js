/**
 * A logger as the measure knows it.
 *
 * @typedef {object} Adapter
 * @property {string} name
 * @property {(path: string) => Log} open Begins to log as JSON to a file or a device.
 * @property {(site: import("./generate.js").Site) => string} call JavaScript that logs with the logger `log`.
 * @property {(bound: string) => string} child JavaScript that makes a child of `log` with these fields.
 * @property {(line: object) => Said | undefined} read What a parsed line says; `undefined` where it writes none.
 *
 * @typedef {{ log: unknown, flush: () => void | Promise<void> }} Log
 * @typedef {{ level: number, message: string, fields: object }} Said The level is pino's number.
 */

const FILES = {
  nothing: "nothing.js",
  fastlog: "fastlog.js",
  "pino, buffered": "pino-buffered.js",
  "pino, default": "pino-default.js",
  strings: "strings.js",
};

/** All loggers, the one that does nothing first. */
export const LOGGERS = Object.keys(FILES);

/** @param {string} name @returns {Promise<Adapter>} */
export async function adapterOf(name) {
  const file = FILES[name];
  if (file === undefined) throw new Error(`"${name}": expected one of ${LOGGERS.join(", ")}`);
  const { adapter } = await import(new URL(`adapters/${file}`, import.meta.url).href);
  return { name, ...adapter };
}
