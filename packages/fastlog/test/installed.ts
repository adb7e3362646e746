import { execFileSync } from "node:child_process";
import { cpSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./folder.ts";

const done = new Map<string, string>();

/** A new folder in which npm has installed a tarball, with what it depends on. */
export function installed(tarball: string): string {
  const first = done.get(tarball) ?? install(tarball);
  done.set(tarball, first);
  const app = folder();
  cpSync(first, app, { recursive: true });
  return app;
}

function install(tarball: string): string {
  const app = folder();
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app" }));
  const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", ...options, tarball], { cwd: app, stdio: "ignore" });
  if (!existsSync(join(app, "node_modules/fastlog"))) throw new Error(`cannot install ${tarball}`);
  return app;
}
