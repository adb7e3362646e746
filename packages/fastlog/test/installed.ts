import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder } from "./folder.ts";

/** A new folder in which npm has installed a tarball, with what it depends on. */
export function installed(tarball: string): string {
  const app = folder();
  writeFileSync(join(app, "package.json"), JSON.stringify({ name: "app" }));
  const options = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  execFileSync("npm", ["install", ...options, tarball], { cwd: app, stdio: "ignore" });
  return app;
}
