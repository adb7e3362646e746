// Takes pictures of pages for people to look at: `npm run docs:screenshots`, of all of these or of the paths that are given.
// They are in docs/.vitepress/screenshots, as PATH-WIDTH-COLOURS.png; --whole has the pages to their end.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { serve } from "./test/server.ts";

const PAGES = [
  "/",
  "/guides/http-servers",
  "/reference/options",
  "/guides/filter-playground",
  "/benchmarks/",
];
const WIDTHS = [360, 768, 1440];
const OUT = join(import.meta.dirname, ".vitepress/screenshots");

const { values, positionals } = parseArgs({
  options: { whole: { type: "boolean", default: false } },
  allowPositionals: true,
});
const pages = positionals.length === 0 ? PAGES : positionals;

mkdirSync(OUT, { recursive: true });
const site = await serve(join(import.meta.dirname, ".vitepress/dist"));
const browser = await chromium.launch({
  executablePath: process.env["CHROMIUM"] ?? "/usr/bin/chromium-headless-shell",
  args: ["--no-sandbox"],
});
for (const colorScheme of ["light", "dark"] as const) {
  for (const width of WIDTHS) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    for (const path of pages) {
      const page = await context.newPage();
      await page.goto(`${site.url}${path}`, { waitUntil: "networkidle" });
      const name = path.replace(/^\/|\/$/g, "").replaceAll("/", "-") || "home";
      const file = join(OUT, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path: file, fullPage: values.whole });
      await page.close();
      console.log(file);
    }
    await context.close();
  }
}
await browser.close();
await site.close();
