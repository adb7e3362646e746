import { cpus } from "node:os";

/** @typedef {{ processor: string, cores: number, architecture: string, system: string, node: string }} Machine */

/** What is measured on. @returns {Machine} */
export function machine() {
  return {
    processor: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    architecture: process.arch,
    system: process.platform,
    node: process.version,
  };
}

/**
 * Why what was recorded on one machine says nothing about another; `undefined` where it does. Another
 * processor is another matter of degree, which is left to who reads the table.
 *
 * @param {Machine} then
 * @param {Machine} now
 */
export function differing(then, now) {
  const [was, is] = [then, now].map(classOf);
  return was === is ? undefined : `the baseline is of ${was}, and this is ${is}`;
}

function classOf({ node, system, architecture }) {
  return `Node ${node.split(".")[0]} on ${system}, ${architecture}`;
}
