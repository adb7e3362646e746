import { expect, test } from "vitest";
import { linkOf, sectionsOf, sidebarOf } from "../.vitepress/navigation.ts";

const LIST = `# Documentation

A sentence.

## Start

- [Install](start/install.md): tarball, \`npm\`

## Guides

- [First](guides/first.md)

### Servers

- [HTTP](guides/http.md): access log
`;

test("the list of pages has sections, and groups in them", () => {
  expect(sectionsOf(LIST)).toEqual([
    {
      title: "Start",
      entries: [{ title: "Install", page: "start/install.md", description: "tarball, `npm`" }],
      groups: [],
    },
    {
      title: "Guides",
      entries: [{ title: "First", page: "guides/first.md", description: "" }],
      groups: [
        {
          title: "Servers",
          entries: [{ title: "HTTP", page: "guides/http.md", description: "access log" }],
        },
      ],
    },
  ]);
});

test("the sidebar has the sections, folded, and the groups below them", () => {
  expect(sidebarOf(sectionsOf(LIST))).toEqual([
    {
      text: "Start",
      collapsed: true,
      items: [{ text: "Install", link: "/start/install" }],
    },
    {
      text: "Guides",
      collapsed: true,
      items: [
        { text: "First", link: "/guides/first" },
        { text: "Servers", items: [{ text: "HTTP", link: "/guides/http" }] },
      ],
    },
  ]);
});

test.each([
  "- [no page](guides/http)",
  "- [unclosed(guides/http.md)",
  "A sentence.",
  "#### Deeper",
])("the line %j in the list is an error that quotes it", (line) => {
  expect(() => sectionsOf(`# List\n\n## Guides\n\n${line}\n`)).toThrow(
    `docs/README.md: unexpected line "${line}" (expected "## Section"`,
  );
});

test("an entry above all sections is an error", () => {
  expect(() => sectionsOf("- [HTTP](guides/http.md)\n")).toThrow("unexpected line");
});

test.each([
  ["guides/http.md", "/guides/http"],
  ["benchmarks/index.md", "/benchmarks/"],
  ["index.md", "/"],
  ["reference/my-index.md", "/reference/my-index"],
])("the page %s is served as %s", (page, link) => {
  expect(linkOf(page)).toBe(link);
});
