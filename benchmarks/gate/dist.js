import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** The workspace's own build. */
export const DIST = fileURLToPath(new URL("../../packages/fastlog/dist", import.meta.url));

const LOADER = new URL("use-dist.js", import.meta.url).href;

/**
 * How a process is run that measures the build in a folder.
 *
 * @typedef {{ flags: string[], env: Record<string, string> }} How
 *
 * @param {string} dist
 * @returns {How}
 */
export function using(dist) {
  // The workspace's own, too: what is judged and what it was recorded with are run in the same way.
  return { flags: ["--import", LOADER], env: { FASTLOG_GATE_DIST: dist } };
}

/** The absolute path of a build. Throws where there is none. @param {string} path */
export function buildAt(path) {
  const dist = resolve(path);
  if (!existsSync(join(dist, "index.js"))) {
    throw new Error(`--dist "${path}": expected a folder with a build of fastlog (npm run build)`);
  }
  return dist;
}

/** What imports it. @param {string} dist */
export function specifierOf(dist) {
  return pathToFileURL(join(dist, "index.js")).href;
}
