import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WORKSPACE_PACKAGE } from "./app.ts";
import { folder } from "./folder.ts";

/** The package as it is published. */
export interface Packed {
  readonly tarball: string;
  /** What is in it. */
  readonly files: readonly string[];
  /** A folder that it was unpacked to. */
  readonly unpacked: string;
  readonly manifest: Manifest;
}

/** Of package.json, what these tests look at. */
export interface Manifest {
  readonly exports: Readonly<Record<string, string>>;
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Packs the package with the workspace's own pnpm, which alone can tell what `catalog:` means. */
export function pack(): Packed {
  const at = folder();
  const { scripts } = readJson(join(WORKSPACE_PACKAGE, "../../package.json"));
  const [pnpm] = /pnpm@[\d.]+/.exec(scripts.setup) ?? [];
  const options = ["--pack-destination", at, "--json"];
  const said = execFileSync("npx", ["--yes", "--prefer-offline", `${pnpm}`, "pack", ...options], {
    cwd: WORKSPACE_PACKAGE,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { filename, files } = JSON.parse(said.slice(said.indexOf("{")));
  const unpacked = join(at, "unpacked");
  mkdirSync(unpacked);
  execFileSync("tar", ["-xzf", filename, "-C", unpacked, "--strip-components=1"]);
  return {
    tarball: filename,
    files: files.map((file: { path: string }) => file.path),
    unpacked,
    manifest: readJson(join(unpacked, "package.json")),
  };
}

function readJson(path: string) {
  return JSON.parse(readFileSync(path, "utf8"));
}
