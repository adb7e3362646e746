import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * Runs a script of this folder's parent in a process of its own, where nobody else's settings, feedback or
 * garbage are, and returns the JSON it prints.
 *
 * @param {string} script
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

/** Whatever configures fastlog on this machine must not decide what is measured. */
function withoutSettings(env) {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^LOG(_|$)/.test(name)));
}
