import { contender } from "../loggers/all.js";

/** The loggers of the programs, by the names that results have for them: contenders of ../loggers. */
const CONTENDERS = {
  nothing: "nothing",
  fastlog: "fastlog",
  "pino, buffered": "pino-buffered",
  "pino, default": "pino-default",
  strings: "strings",
};

/** All loggers, the one that does nothing first. */
export const LOGGERS = Object.keys(CONTENDERS);

/**
 * How a logger logs in a program, and how its lines are read.
 *
 * @param {string} name
 * @returns {Promise<import("../loggers/logger.js").Service & Pick<import("../loggers/logger.js").Contender, "read">>}
 */
export async function loggerOf(name) {
  const id = CONTENDERS[name];
  if (id === undefined) throw new Error(`"${name}": expected one of ${LOGGERS.join(", ")}`);
  const { service, read } = await contender(id);
  return { ...service, read };
}
