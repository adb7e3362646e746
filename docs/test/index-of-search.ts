import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import MiniSearch from "minisearch";
import { searchOptions, tokenize } from "../.vitepress/search.ts";

const REFERENCE = join(import.meta.dirname, "../reference");

/** Searches the index of a built site as its search box does, and returns the addresses that were found, best first. */
export async function searcher(site: string): Promise<(query: string) => string[]> {
  const chunks = join(site, "assets/chunks");
  const name = readdirSync(chunks).find((file) => file.startsWith("@localSearchIndex"));
  if (name === undefined) throw new Error(`no search index in ${chunks}`);
  const { default: json } = await import(pathToFileURL(join(chunks, name)).href);
  const index = MiniSearch.loadJSON(json, {
    fields: ["title", "titles", "text"],
    storeFields: ["title", "titles"],
    tokenize,
    searchOptions,
  });
  return (query) => index.search(query).map(({ id }) => String(id));
}

/**
 * The entries of the reference: each option, variable, parameter, error code and counter, with the address of its heading.
 * Tests of the library prove that these pages have all of the source.
 */
export function entriesOfReference(): { name: string; address: string }[] {
  const pages = ["options", "environment", "url-parameters", "error-codes", "counters"];
  return pages.flatMap((page) => {
    const text = readFileSync(join(REFERENCE, `${page}.md`), "utf8");
    return Array.from(text.matchAll(/^### (`.*`)$/gm), ([, heading = ""]) => heading).flatMap(
      (heading) =>
        Array.from(heading.matchAll(/`([^`]+)`/g), ([, name = ""]) => ({
          name,
          address: `/reference/${page}`,
        })),
    );
  });
}
