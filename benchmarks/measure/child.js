import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs a script in a process of its own, without other code's settings, feedback or garbage, and returns the JSON that it
 * prints.
 *
 * @param {string} script Its path in benchmarks/.
 * @param {{ args?: string[], env?: Record<string, string>, flags?: string[], node?: string }} [how] `node` is the
 *   path of the Node that runs it.
 */
export function child(script, { args = [], env = {}, flags = [], node = process.execPath } = {}) {
  const file = fileURLToPath(new URL(`../${script}`, import.meta.url));
  const out = execFileSync(node, [...flags, file, ...args], {
    env: { ...withoutSettings(process.env), ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(out);
}

/** The environment without fastlog's variables. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^LOG(_|$)/.test(name)));
}
