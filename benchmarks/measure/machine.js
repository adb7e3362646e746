import { execFileSync } from "node:child_process";
import { statfsSync } from "node:fs";
import { cpus, loadavg, release, tmpdir, totalmem, type } from "node:os";
import { CONTENDERS, contender } from "../loggers/all.js";
import { versionOf } from "../process/packages.js";

/** What is measured with, and what some contenders need beside their own package. */
const OTHERS = ["tinybench", "pino-socket", "@logtape/file"];
/** The numbers by which Linux calls them. */
const FILE_SYSTEMS = { 61267: "ext4", 16914836: "tmpfs", 1481003842: "xfs", 2435016766: "btrfs" };

/** What the figures were measured on. */
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

/** What it was measured with. */
export function versions() {
  return {
    node: process.version,
    v8: process.versions.v8,
    commit: commit(),
    ...Object.fromEntries(OTHERS.map((name) => [name, versionOf(name)])),
  };
}

/** Who was measured. */
export async function contenders() {
  const all = {};
  for (const id of CONTENDERS) {
    const { name, package: from } = await contender(id);
    all[id] = { name, package: from, version: from && versionOf(from) };
  }
  return all;
}

/** How busy the machine was; a figure of a busy one is worth little. */
export function load() {
  return loadavg().map((value) => Number(value.toFixed(2)));
}

function commit() {
  try {
    const args = ["-C", import.meta.dirname, "describe", "--always", "--dirty"];
    return execFileSync("git", args, {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  } catch {
    return undefined;
  }
}
