import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import { fileOf } from "./markdown/links.ts";
import { type Entry, entriesOf, type Section } from "./navigation.ts";

const FENCE = /^( *)```.*?^\1```$/gms;
const FRONT_MATTER = /^---\n.*?\n---\n+/s;
/** Comments above code blocks, which say how the tests run them. */
const NOTE = /^ *<!--.*?-->\n/gms;
const LINK = /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g;

/** Where the texts are written, and what their links are relative to. */
export interface Place {
  readonly source: string;
  readonly out: string;
  /** The path of the site's root, such as `/fastlog/`. */
  readonly base: string;
  /** The URL of the repository's files; `undefined` where nobody knows it. */
  readonly files: string | undefined;
}

/**
 * Writes what programs read in place of the site: each page as Markdown beside its HTML, `llms.txt` with the list of pages, and
 * `llms-full.txt` with all of them.
 *
 * @see https://llmstxt.org
 */
export function writeTexts(sections: readonly Section[], introduction: string, place: Place): void {
  const texts = new Map<Entry, string>();
  for (const entry of entriesOf(sections)) {
    const text = textOf(
      readFileSync(join(place.source, entry.page), "utf8"),
      entry.page,
      place.files,
    );
    texts.set(entry, text);
    const path = join(place.out, entry.page);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  writeFileSync(join(place.out, "llms.txt"), listOf(sections, introduction, place.base));
  const all = Array.from(texts, ([{ page }, text]) => `<!-- ${place.base}${page} -->\n\n${text}`);
  writeFileSync(join(place.out, "llms-full.txt"), all.join("\n"));
}

/** A page without what only its tests and its layout need. Links to other pages stay: they lead to their Markdown. */
export function textOf(source: string, page: string, files: string | undefined): string {
  const linked = (prose: string) =>
    prose.replace(NOTE, "").replace(LINK, (whole, image: string, text: string, to: string) => {
      const path = fileOf(to, page);
      if (path === undefined) return whole;
      if (files !== undefined) return `${image}[${text}](${files}${path})`;
      return image === "" ? text : "";
    });
  return outsideOfCode(source.replace(FRONT_MATTER, ""), linked);
}

function outsideOfCode(text: string, change: (prose: string) => string): string {
  let result = "";
  let end = 0;
  for (const { index, 0: code } of text.matchAll(FENCE)) {
    result += change(text.slice(end, index)) + code;
    end = index + code.length;
  }
  return result + change(text.slice(end));
}

function listOf(sections: readonly Section[], introduction: string, base: string): string {
  const lineOf = ({ title, page, description }: Entry) =>
    `- [${title}](${posix.join(base, page)})${description === "" ? "" : `: ${description}`}`;
  const parts = sections.map(
    (section) => `## ${section.title}\n\n${entriesOf([section]).map(lineOf).join("\n")}\n`,
  );
  return [`# fastlog\n\n> ${introduction}\n`, ...parts].join("\n");
}
