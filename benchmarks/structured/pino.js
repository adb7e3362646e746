import pino from "pino";

/**
 * pino with its buffered destination, as in ../contenders.js.
 *
 * @param {string} path
 * @param {import("pino").LoggerOptions} [options]
 */
export function pinoTo(path, options = {}) {
  const destination = pino.destination({ dest: path, sync: true, minLength: 4096 });
  return { logger: pino(options, destination), flush: () => destination.flushSync() };
}
