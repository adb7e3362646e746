import { existsSync, readFileSync } from "node:fs";
import type { DefaultTheme } from "vitepress";
import { ENTRIES, fileOf } from "./entries.js";

/** An entry of the list of pages. */
export interface Entry {
  readonly title: string;
  /** The file, relative to the folder of the list. */
  readonly page: string;
  /** The page's content in a few words of Markdown; empty where the title says it. */
  readonly description: string;
}

/** Pages below a heading of the second level, some of them in groups below headings of the third. */
export interface Section {
  readonly title: string;
  readonly entries: readonly Entry[];
  readonly groups: readonly { readonly title: string; readonly entries: readonly Entry[] }[];
}

const HEADING = /^(##|###) (.+)$/;
const ENTRY = /^- \[(.+)\]\(([^)]+\.md)\)(?:: (.+))?$/;

/**
 * Reads `docs/README.md`, the list of all pages: the sidebar, the descriptions of pages and `llms.txt` are made of it.
 *
 * @throws If a line is neither a heading nor an entry below one.
 */
export function sectionsOf(list: string): Section[] {
  const sections: {
    title: string;
    entries: Entry[];
    groups: { title: string; entries: Entry[] }[];
  }[] = [];
  const lines = list.slice(Math.max(0, list.indexOf("\n## "))).split("\n");
  for (const line of lines.filter((line) => line !== "")) {
    const [, level, heading = ""] = HEADING.exec(line) ?? [];
    const [, title = "", page, description = ""] = ENTRY.exec(line) ?? [];
    const section = sections.at(-1);
    if (level === "##") sections.push({ title: heading, entries: [], groups: [] });
    else if (section === undefined) throw unexpected(line);
    else if (level === "###") section.groups.push({ title: heading, entries: [] });
    else if (page === undefined) throw unexpected(line);
    else (section.groups.at(-1) ?? section).entries.push({ title, page, description });
  }
  return sections;
}

function unexpected(line: string): Error {
  return new Error(
    `docs/README.md: unexpected line "${line}" (expected "## Section", "### Group" or "- [title](page.md): what it has")`,
  );
}

/** All sections of `docs/README.md`. */
export function sections(): Section[] {
  return sectionsOf(readFileSync(new URL("../README.md", import.meta.url), "utf8"));
}

/** Adds the pages that `api.js` has made of the package's types to the section `Reference`. */
export function withTypes(sections: readonly Section[]): Section[] {
  const entries = ENTRIES.map(({ name }) => ({
    title: name,
    page: `reference/entries/${fileOf(name)}`,
    description: "everything that it exports, with its types",
  })).filter(({ page }) => existsSync(new URL(`../${page}`, import.meta.url)));
  if (entries.length === 0) return [...sections];
  const group = { title: "Types of each entry", entries };
  return sections.map((section) =>
    section.title === "Reference" ? { ...section, groups: [...section.groups, group] } : section,
  );
}

export function entriesOf(sections: readonly Section[]): Entry[] {
  return sections.flatMap(({ entries, groups }) => [
    ...entries,
    ...groups.flatMap((group) => group.entries),
  ]);
}

/** The whole list in one sidebar: sections are folded, except for that of the page that is read. */
export function sidebarOf(sections: readonly Section[]): DefaultTheme.SidebarItem[] {
  return sections.map(({ title, entries, groups }) => ({
    text: title,
    collapsed: true,
    items: [
      ...entries.map(itemOf),
      ...groups.map((group) => ({ text: group.title, items: group.entries.map(itemOf) })),
    ],
  }));
}

function itemOf({ title, page }: Entry): DefaultTheme.SidebarItem {
  return { text: title, link: linkOf(page) };
}

/** The path of a page on the site. */
export function linkOf(page: string): string {
  return `/${page.replace(/(?:(?<=^|\/)index)?\.md$/, "")}`;
}
