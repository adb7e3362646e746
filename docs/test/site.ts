import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type { Browser } from "playwright-core";
import { run } from "../../packages/fastlog/test/child.ts";
import { folder } from "../../packages/fastlog/test/folder.ts";
import { tool } from "../../packages/fastlog/test/tools.ts";
import { ENTRIES, fileOf } from "../.vitepress/entries.js";
import { entriesOf, linkOf, sections } from "../.vitepress/navigation.ts";

const DOCS = join(import.meta.dirname, "..");
const require = createRequire(import.meta.url);

/** Chromium without a window; `undefined` where it is not installed. */
export const SHELL: string | undefined = tool("chromium-headless-shell", "chromium-headless-shell");

/** The paths of all pages: the first one, those of the list, and those that are made of the package's types. */
export const PATHS: readonly string[] = [
  "/",
  ...entriesOf(sections()).map(({ page }) => linkOf(page)),
  ...ENTRIES.map(({ name }) => linkOf(`reference/entries/${fileOf(name)}`)),
];

/**
 * Builds the site as `npm run docs` does, into a folder of its own, and returns that. While you work on a test you can name a
 * built one: `DOCS_SITE=$PWD/docs/.vitepress/dist npx vitest run docs/test/site.test.ts`.
 */
export async function buildSite(): Promise<string> {
  const { DOCS_SITE } = process.env;
  if (DOCS_SITE !== undefined) return DOCS_SITE;
  const out = folder();
  const vitepress = join(require.resolve("vitepress/package.json"), "../bin/vitepress.js");
  for (const args of [["api.js"], [vitepress, "build", ".", "--outDir", out]]) {
    const { status, stdout, stderr } = await run([process.execPath, ...args], { cwd: DOCS });
    if (status !== 0) throw new Error(`the site is not built:\n${stdout}\n${stderr}`);
  }
  return out;
}

export async function launch(): Promise<Browser> {
  const { chromium } = await import("playwright-core");
  // CI runs as root, in a container.
  const args = ["--no-sandbox", "--disable-dev-shm-usage"];
  return await chromium.launch({ executablePath: SHELL ?? "", args });
}

/** The files below a folder of the built site. */
export function filesOf(site: string): string[] {
  const entries = readdirSync(site, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return files.map((entry) => relative(site, join(entry.parentPath, entry.name))).sort();
}
