/** The module of each contender and its name there. A process loads only those that it measures. */
const PLACES = {
  floor: ["./floor.js", "floor"],
  fastlog: ["./fastlog.js", "fastlog"],
  "pino-default": ["./pino.js", "pinoDefault"],
  "pino-buffered": ["./pino.js", "pinoBuffered"],
  "pino-unbuffered": ["./pino.js", "pinoUnbuffered"],
  "pino-transport": ["./pino.js", "pinoWorker"],
  winston: ["./winston.js", "winstonLines"],
  "winston-file": ["./winston.js", "winstonFile"],
  logtape: ["./logtape.js", "logtapeLines"],
  "logtape-file": ["./logtape.js", "logtapeFile"],
  bunyan: ["./bunyan.js", "bunyanLines"],
  "bunyan-file": ["./bunyan.js", "bunyanFile"],
  roarr: ["./roarr.js", "roarr"],
  tslog: ["./tslog.js", "tslog"],
  log4js: ["./log4js.js", "log4jsLines"],
  "log4js-file": ["./log4js.js", "log4jsFile"],
  console: ["./console.js", "consoleLog"],
  nothing: ["./nothing.js", "nothing"],
  strings: ["./strings.js", "strings"],
};

export const CONTENDERS = Object.keys(PLACES);

/**
 * @param {string} id
 * @returns {Promise<import("./logger.js").Contender>}
 */
export async function contender(id) {
  const place = PLACES[id];
  if (place === undefined) throw new Error(`"${id}": expected one of ${CONTENDERS.join(", ")}`);
  const [file, name] = place;
  return (await import(file))[name];
}
