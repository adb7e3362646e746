import { defineConfig } from "vitepress";
import { accessibleTheme } from "./accessible-theme.ts";
import { liveLibrary } from "./live/plugin.ts";
import { writeTexts } from "./llms.ts";
import { boxCode, boxTables } from "./markdown/boxes.ts";
import { keepBraces } from "./markdown/braces.ts";
import { showCharts } from "./markdown/charts.ts";
import { emptyHeaders } from "./markdown/headers.ts";
import { linkFiles } from "./markdown/links.ts";
import { slugOf } from "./markdown/slug.js";
import { entriesOf, linkOf, sections, sidebarOf, withTypes } from "./navigation.ts";
import { FILES } from "./repository.ts";
import { searchOptions, tokenize } from "./search.ts";

const DESCRIPTION =
  "A fast structured logger for Node.js, for programs that log a lot: filtered by module, bounded, delivered.";

const list = withTypes(sections());
const entries = new Map(entriesOf(list).map((entry) => [entry.page, entry]));

/** A link of the bar at the top: to the first page of a section. */
function barItem(title: string) {
  const section = list.find((one) => one.title === title);
  const [first] = section === undefined ? [] : entriesOf([section]);
  if (first === undefined) throw new Error(`docs/README.md: no page below "## ${title}"`);
  const [folder] = first.page.split("/");
  return { text: title, link: linkOf(first.page), activeMatch: `^/${folder}/` };
}

export default defineConfig({
  title: "fastlog",
  description: DESCRIPTION,
  lang: "en-GB",
  cleanUrls: true,
  // The list of pages, for readers of the repository: here it is the sidebar.
  srcExclude: ["README.md", "**/node_modules/**"],
  vite: { plugins: [accessibleTheme(), liveLibrary()] },
  markdown: {
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    anchor: { slugify: slugOf },
    config(markdown) {
      keepBraces(markdown);
      boxTables(markdown);
      boxCode(markdown);
      emptyHeaders(markdown);
      linkFiles(markdown, FILES);
      showCharts(markdown);
    },
  },
  transformPageData(page) {
    const description = entries.get(page.relativePath)?.description.replaceAll("`", "");
    if (description) page.description = description;
  },
  transformHead({ page, siteConfig }) {
    if (!entries.has(page)) return [];
    return [
      ["link", { rel: "alternate", type: "text/markdown", href: `${siteConfig.site.base}${page}` }],
    ];
  },
  buildEnd({ srcDir, outDir, site }) {
    writeTexts(list, DESCRIPTION, { source: srcDir, out: outDir, base: site.base, files: FILES });
  },
  themeConfig: {
    logo: { src: "/icon.svg", alt: "" },
    nav: [
      ...["Start", "Guides", "How it works", "Reference", "Answers", "Benchmarks"].map(barItem),
      ...(FILES === undefined ? [] : [{ text: "Source", link: FILES }]),
    ],
    sidebar: sidebarOf(list),
    outline: [2, 3],
    externalLinkIcon: false,
    notFound: { linkLabel: "Take me home" },
    search: {
      provider: "local",
      options: { miniSearch: { options: { tokenize }, searchOptions } },
    },
  },
});
