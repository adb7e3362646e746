/**
 * The records that the gate measures: scenarios of ../records, and the format. All scenarios of a format run in one
 * process.
 *
 * @typedef {{ id: string, format: import("../loggers/logger.js").Format }} Scenario
 *
 * @type {readonly Scenario[]}
 */
export const SCENARIOS = [
  { id: "message", format: "text" },
  { id: "integers", format: "text" },
  { id: "fields", format: "json" },
  { id: "child", format: "json" },
];

export const FORMATS = [...new Set(SCENARIOS.map(({ format }) => format))];

/** The names of the scenarios of a format. @param {string} format @returns {string[]} */
export function scenariosOf(format) {
  return SCENARIOS.filter((one) => one.format === format).map(({ id }) => id);
}
