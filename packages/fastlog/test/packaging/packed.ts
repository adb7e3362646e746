import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { folder } from "../folder.ts";

/** The package as it is published. */
export interface Packed {
  readonly tarball: string;
  /** What is in it. */
  readonly files: readonly string[];
  /** A folder that it was unpacked to. */
  readonly unpacked: string;
  readonly manifest: Manifest;
}

/** Files by how they are loaded. */
export interface Conditions {
  readonly import: Format;
  readonly require: Format;
}

export interface Format {
  readonly types: string;
  readonly default: string;
}

/** Of package.json, what these tests look at. */
export interface Manifest {
  readonly exports: Readonly<Record<string, string | Conditions>>;
  readonly scripts?: { readonly setup?: string };
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}

/** The manifest as it is in the workspace. */
export const WORKSPACE_MANIFEST: Manifest = readManifest(WORKSPACE_PACKAGE);

/** Packs the package with the workspace's own pnpm, which alone can tell what `catalog:` means. */
export function pack(): Packed {
  const at = folder();
  const { scripts } = readManifest(join(WORKSPACE_PACKAGE, "../.."));
  const [pnpm = "pnpm"] = /pnpm@[\d.]+/.exec(scripts?.setup ?? "") ?? [];
  const command = ["--yes", "--prefer-offline", pnpm, "pack", "--json", "--pack-destination", at];
  const said = execFileSync("npx", command, {
    cwd: WORKSPACE_PACKAGE,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { filename, files }: { filename: string; files: { path: string }[] } = JSON.parse(said);
  const unpacked = join(at, "unpacked");
  mkdirSync(unpacked);
  execFileSync("tar", ["-xzf", filename, "-C", unpacked, "--strip-components=1"]);
  return {
    tarball: filename,
    files: files.map(({ path }) => path),
    unpacked,
    manifest: readManifest(unpacked),
  };
}

function readManifest(folder: string): Manifest {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
