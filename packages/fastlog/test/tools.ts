import { execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * What some tests need and not every machine has. Without it they are skipped, visibly; in CI its
 * absence is an error.
 */

const LIBRARIES = "/usr/lib";

const { CI, PATH = "", FASTLOG_TEST_NODES = "" } = process.env;

/** The path of a program of a Debian package; `undefined` where it is not installed. */
export function tool(name: string, debianPackage: string): string | undefined {
  // Debian keeps what is meant for administrators out of the PATH of others, and daemons of systemd out
  // of everybody's.
  const folders = [...PATH.split(delimiter), "/usr/sbin", "/sbin", "/usr/lib/systemd"];
  const path = folders.map((folder) => join(folder, name)).find(isExecutable);
  return path ?? missing(`${name} is missing: apt-get install ${debianPackage}`);
}

/** The path of what a program loads, from a Debian package; `undefined` where it is not installed. */
export function plugin(name: string, debianPackage: string): string | undefined {
  // Debian has a folder for each architecture.
  const folders = existsSync(LIBRARIES) ? readdirSync(LIBRARIES) : [];
  const path = folders.map((folder) => join(LIBRARIES, folder, name)).find(existsSync);
  return path ?? missing(`${name} is missing: apt-get install ${debianPackage}`);
}

/**
 * The folder of the packers and other loaders, which `npm ci --prefix packages/fastlog/test/packers` installs;
 * `undefined` where it is not.
 */
export function packers(): string | undefined {
  const folder = join(import.meta.dirname, "packers");
  if (existsSync(join(folder, "node_modules"))) return folder;
  return missing("packers are missing: npm ci --prefix packages/fastlog/test/packers");
}

/** A Node.js that the package is to work on. */
export interface Node {
  /** `20`, `22`, … */
  readonly major: number;
  /** Its binary; `undefined` where there is none. */
  readonly path: string | undefined;
}

const MAJORS = [20, 22, 24, 26];

/**
 * The running Node.js first, then the others that are supported, from the binaries that
 * `FASTLOG_TEST_NODES` lists (separated by `:`).
 */
export function nodes(): Node[] {
  const own = majorOf(process.version);
  const paths = FASTLOG_TEST_NODES.split(delimiter).filter(Boolean);
  const known = new Map(paths.map((path) => [majorOf(versionOf(path)), path]));
  const others = MAJORS.filter((major) => major !== own).map((major) => ({
    major,
    path: known.get(major) ?? missing(`Node ${major} is missing: name it in FASTLOG_TEST_NODES`),
  }));
  return [{ major: own, path: process.execPath }, ...others];
}

function versionOf(path: string): string {
  return execFileSync(path, ["--version"], { encoding: "utf8" });
}

function majorOf(version: string): number {
  return Number(/^v(\d+)/.exec(version)?.[1]);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function missing(message: string): undefined {
  if (CI) throw new Error(message);
  return undefined;
}
