import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { folder } from "../../fastlog/test/folder.ts";

export const PACKAGE: string = join(import.meta.dirname, "..");

/** The package as it is published. */
export interface Packed {
  readonly tarball: string;
  readonly files: readonly string[];
  /** A folder that it was unpacked to. */
  readonly unpacked: string;
}

export function pack(): Packed {
  const at = folder();
  const { scripts } = JSON.parse(readFileSync(join(PACKAGE, "../../package.json"), "utf8"));
  const [pnpm = "pnpm"] = /pnpm@[\d.]+/.exec(scripts.setup) ?? [];
  const command = ["--yes", "--prefer-offline", pnpm, "pack", "--json", "--pack-destination", at];
  const said = execFileSync("npx", command, {
    cwd: PACKAGE,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const { filename, files }: { filename: string; files: { path: string }[] } = JSON.parse(said);
  const unpacked = join(at, "unpacked");
  mkdirSync(unpacked);
  execFileSync("tar", ["-xzf", filename, "-C", unpacked, "--strip-components=1"]);
  return { tarball: filename, files: files.map(({ path }) => path), unpacked };
}

/** A new project in which the packed plugin is installed, beside linters, a parser and a compiler. */
export function project({ unpacked }: Packed): string {
  const app = folder();
  const modules = join(app, "node_modules");
  for (const scope of ["@fastlog", "@types", "@typescript-eslint"]) {
    mkdirSync(join(modules, scope), { recursive: true });
  }
  // Not a link: Node looks for what a package needs where a link leads to.
  cpSync(unpacked, join(modules, "@fastlog/lint"), { recursive: true });
  const others = ["eslint", "eslint-9", "oxlint", "typescript"];
  for (const name of [...others, "@types/estree", "@typescript-eslint/parser"]) {
    symlinkSync(join(PACKAGE, "node_modules", name), join(modules, name));
  }
  return app;
}
