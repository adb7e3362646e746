import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";
import { entriesOf, sections } from "../.vitepress/navigation.ts";
import { QUESTIONS } from "./questions.ts";

const DOCS = join(import.meta.dirname, "..");
const START = "index";
const list = sections().map((section) => entriesOf([section]).map(({ page }) => nameOf(page)));

function nameOf(page: string): string {
  return page.replace(/\.md$/, "");
}

/** The pages that can be clicked at on a page: in its text, in the bar at the top and in the open part of the sidebar. */
function linksOf(page: string): string[] {
  const text = readFileSync(join(DOCS, `${page}.md`), "utf8");
  const inText = Array.from(text.matchAll(/\]\(([^)#\s]+\.md)(?:#[^)]*)?\)/g), ([, to = ""]) =>
    nameOf(normalize(join(dirname(page), to))),
  );
  // The start page has some in its head, too, which is no Markdown.
  const inHead = Array.from(text.matchAll(/^ +link: \/(\S+)$/gm), ([, to = ""]) =>
    to.endsWith("/") ? `${to}index` : to,
  );
  const bar = list.map(([first = ""]) => first);
  const sidebar = list.find((pages) => pages.includes(page)) ?? [];
  return [...inText, ...inHead, ...bar, ...sidebar];
}

test("twenty questions are asked, each once", () => {
  expect(new Set(QUESTIONS.map(({ question }) => question)).size).toBe(20);
});

describe("from the start page", () => {
  const clicked = QUESTIONS.flatMap(({ question, way }) =>
    "clicks" in way ? [[question, way.clicks] as const] : [],
  );

  test.each(clicked)("at most two clicks lead to the answer of %s %j", (_, clicks) => {
    expect(clicks.length).toBeLessThanOrEqual(2);
    let page = START;
    for (const next of clicks) {
      expect(linksOf(page)).toContain(next);
      page = next;
    }
  });
});

test("a page that nothing links to cannot be clicked at", () => {
  expect(linksOf(START)).not.toContain("answers/disk-full");
});
