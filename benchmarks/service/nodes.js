import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const MAJORS = [22, 24, 26];
const FOLDER = fileURLToPath(new URL("../../.cache/nodes", import.meta.url));

/**
 * The Node that runs, and the releases beside it: those that FASTLOG_TEST_NODES names, or else 22, 24 and 26, which npm
 * installs once.
 *
 * @returns {string[]} Their paths.
 */
export function nodes() {
  const { FASTLOG_TEST_NODES: named } = process.env;
  const others = named ? named.split(":").filter(Boolean) : MAJORS.map(nodeOf);
  return [process.execPath, ...others];
}

/** The path of a release of Node, which npm installs if it is not there. @param {number} major */
export function nodeOf(major) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(FOLDER, `v${major}`);
  const path = join(folder, "node_modules", name, "bin/node");
  if (!existsSync(path)) {
    mkdirSync(folder, { recursive: true });
    const args = ["install", "--silent", "--no-save", "--no-fund", "--no-audit"];
    execFileSync("npm", [...args, "--prefix", folder, `${name}@${major}`], { stdio: "inherit" });
  }
  return path;
}

/** @param {string} path */
export function versionOf(path) {
  return execFileSync(path, ["--version"], { encoding: "utf8" }).trim();
}
