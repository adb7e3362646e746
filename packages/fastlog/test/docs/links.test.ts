import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { slugOf } from "../../../../docs/.vitepress/markdown/slug.js";
import { DOCS, ROOT } from "./markdown.ts";

const FOLDERS = ["", "benchmarks", "benchmarks/service", "examples"];

const PAGES = [
  ...FOLDERS.flatMap((folder) =>
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith(".md"))
      .map((name) => join(folder, name)),
  ),
  ...DOCS,
].sort();

/** The text of a page without its code blocks. */
function proseOf(page: string): string {
  const text = readFileSync(join(ROOT, page), "utf8");
  return text.replace(/^( *)```.*?^\1```/gms, "");
}

/** The anchors of a page's headings, as GitHub and the site make them. */
function anchorsOf(page: string): string[] {
  const headings = Array.from(proseOf(page).matchAll(/^#+ (.*)$/gm), ([, text = ""]) => text);
  return headings.map(slugOf);
}

/** The links of a page to other pages and headings. */
function linksOf(page: string): string[] {
  const links = Array.from(proseOf(page).matchAll(/\]\(([^)\s]+)\)/g), ([, to = ""]) => to);
  return links.filter((to) => !/^[a-z]+:/.test(to));
}

function isBroken(page: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? page : normalize(join(dirname(page), path));
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && target.endsWith(".md") && !anchorsOf(target).includes(anchor);
}

describe("the links of the documentation", () => {
  test.each(PAGES)("%s links to files and headings that exist", (page) => {
    expect(linksOf(page).filter((link) => isBroken(page, link))).toEqual([]);
  });

  test("docs/README.md, which the sidebar of the site is made of, lists every page of docs once", () => {
    const linked = linksOf("docs/README.md").map((link) => join("docs", link));
    const pages = DOCS.filter((page) => !["docs/README.md", "docs/index.md"].includes(page));
    expect(linked.toSorted()).toEqual(pages);
  });

  test.each([
    ["missing.md", true],
    ["reference/filter.md#missing", true],
    ["#missing", true],
    ["reference/filter.md", false],
    ["../README.md#speed", false],
  ])("a link to %s is broken: %j", (link, broken) => {
    expect(isBroken("docs/README.md", link)).toBe(broken);
  });
});
