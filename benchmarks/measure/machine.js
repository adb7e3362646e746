import { execFileSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { cpus, loadavg, release, tmpdir, totalmem, type } from "node:os";
import { join } from "node:path";
import { CONTENDERS, contender } from "../loggers/all.js";
import { versionOf } from "../process/packages.js";

const ROOT = join(import.meta.dirname, "../..");
/** Packages that measure, and that some contenders need beside their own. */
const OTHERS = ["tinybench", "pino-socket", "@logtape/file"];
/** Names of file systems, by Linux's numbers. */
const FILE_SYSTEMS = { 61267: "ext4", 16914836: "tmpfs", 1481003842: "xfs", 2435016766: "btrfs" };

/** The machine that runs. */
export function machine() {
  const cores = cpus();
  const kind = statfsSync(tmpdir()).type;
  return {
    processor: cores[0]?.model ?? process.arch,
    cores: cores.length,
    memory: totalmem(),
    system: `${type()} ${release()}`,
    fileSystem: FILE_SYSTEMS[kind] ?? `0x${kind.toString(16)}`,
  };
}

/** The versions of Node, of this repository and of other packages. */
export function versions() {
  return {
    node: process.version,
    v8: process.versions.v8,
    commit: commit(),
    ...Object.fromEntries(OTHERS.map((name) => [name, versionOf(name)])),
  };
}

/** All contenders, with their packages' versions. */
export async function contenders() {
  const all = {};
  for (const id of CONTENDERS) {
    const { name, package: from } = await contender(id);
    all[id] = { name, package: from, version: from && versionOf(from) };
  }
  return all;
}

/** The load averages: figures of a busy machine are worth little. */
export function load() {
  return loadavg().map((value) => Number(value.toFixed(2)));
}

/** The commit of the build. Other files may have changed since, such as the pages of another measure. */
function commit() {
  const git = (...args) =>
    execFileSync("git", ["-C", ROOT, ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  try {
    const changed = git("status", "--porcelain", "--", "packages/fastlog", "pnpm-lock.yaml");
    return `${git("describe", "--always")}${changed === "" ? "" : "-dirty"}`;
  } catch {
    return undefined;
  }
}
