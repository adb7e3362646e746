import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { folder } from "../folder.ts";

/** The package that some typed events need. */
export const AJV: string = `ajv@${versionOf("ajv")}`;

/** The package that Unix datagrams need. */
export const KOFFI: string = `koffi@${versionOf("koffi")}`;

const done = new Map<string, string>();

/** A new folder in which npm has installed a tarball, with what it depends on, and other packages. */
export function installed(tarball: string, ...others: readonly string[]): string {
  const all = [tarball, ...others];
  const key = all.join(" ");
  const first = done.get(key) ?? install(all);
  done.set(key, first);
  const app = folder();
  cpSync(first, app, { recursive: true });
  return app;
}

function versionOf(name: string): string {
  const manifest = join(WORKSPACE_PACKAGE, "node_modules", name, "package.json");
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}

function install(packages: readonly string[]): string {
  const app = folder();
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app" }));
  const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", ...options, ...packages], { cwd: app, stdio: "ignore" });
  if (!existsSync(join(app, "node_modules/fastlog")))
    throw new Error(`cannot install ${packages.join(", ")}`);
  return app;
}
