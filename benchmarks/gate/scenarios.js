const TEXT = "contenders.js";
const JSON_LINES = "structured/settings/json.js";

/** What everyone is compared with, by the names that it has where it is logged. */
const FLOOR = "floor: clock + copy + write";

/**
 * What the gate measures: a contender of fastlog's, and those of the same process that its cost is divided by.
 *
 * @typedef {{ id: string, module: string, name: string, references: Record<string, string> }} Scenario
 *
 * @type {readonly Scenario[]}
 */
export const SCENARIOS = [
  scenario("message", TEXT, "fastlog: message", "pino: message, buffered"),
  scenario("integers", TEXT, "fastlog: three integers", "pino: message, buffered"),
  scenario("fields", JSON_LINES, "fastlog: fields", "pino: fields"),
  scenario("child", JSON_LINES, "fastlog: child", "pino: child"),
];

function scenario(id, module, name, pino) {
  return { id, module, name, references: { floor: FLOOR, pino } };
}
