/**
 * A record that the gate measures: the module that makes its contender, the contender's name there, and
 * the name of the row. All scenarios of a module run in one process, because its settings are the process's.
 *
 * @typedef {{ id: string, module: string, name: string }} Scenario
 *
 * @type {readonly Scenario[]}
 */
export const SCENARIOS = [
  { id: "message", module: "gate/text.js", name: "fastlog: message" },
  { id: "integers", module: "gate/text.js", name: "fastlog: three integers" },
  { id: "fields", module: "gate/json.js", name: "fastlog: fields" },
  { id: "child", module: "gate/json.js", name: "fastlog: child" },
];

export const MODULES = [...new Set(SCENARIOS.map(({ module }) => module))];

/** The scenarios of a module. @param {string} module */
export function scenariosOf(module) {
  return SCENARIOS.filter((one) => one.module === module);
}
