import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { textOf, writeTexts } from "../.vitepress/llms.ts";
import { sectionsOf } from "../.vitepress/navigation.ts";

const FILES = "https://git.example.com/acme/fastlog/blob/main/";

test("the Markdown of a page has no notes for tests, and code as it is", () => {
  const code = "```md\n<!-- note: kept -->\n[kept](../../a.js)\n```";
  const source = `# T\n\n<!-- needs: jq -->\n<!-- before: a\nb -->\n${code}\n\ntext\n`;
  expect(textOf(source, "guides/a.md", undefined)).toBe(`# T\n\n${code}\n\ntext\n`);
});

test("the Markdown of a page has no front matter", () => {
  expect(textOf("---\nlayout: home\n---\n\n# T\n", "a.md", undefined)).toBe("# T\n");
});

test.each([
  [FILES, `[example](${FILES}examples/a.js), ![chart](${FILES}docs/guides/a.svg)`],
  [undefined, "example, "],
])("with the repository at %s, links to its files are %j", (files, linked) => {
  const source = "[example](../../examples/a.js), ![chart](a.svg) [page](b.md#c)";
  expect(textOf(source, "guides/a.md", files)).toBe(`${linked} [page](b.md#c)`);
});

describe("the texts of a site", () => {
  const folder = mkdtempSync(join(tmpdir(), "fastlog-docs-"));
  const out = (name: string) => readFileSync(join(folder, "out", name), "utf8");

  beforeAll(() => {
    mkdirSync(join(folder, "guides"), { recursive: true });
    writeFileSync(join(folder, "a.md"), "# A\n");
    writeFileSync(join(folder, "guides/b.md"), "# B\n");
    const list = "\n## Start\n- [A](a.md)\n## Guides\n### More\n- [B](guides/b.md): has `b`\n";
    const place = { source: folder, out: join(folder, "out"), base: "/fastlog/", files: FILES };
    writeTexts(sectionsOf(list), "A logger.", place);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("have each page as Markdown", () => {
    expect(out("a.md")).toBe("# A\n");
    expect(out("guides/b.md")).toBe("# B\n");
  });

  test("have a list of the pages", () => {
    expect(out("llms.txt")).toBe(
      "# fastlog\n\n> A logger.\n\n## Start\n\n- [A](/fastlog/a.md)\n\n" +
        "## Guides\n\n- [B](/fastlog/guides/b.md): has `b`\n",
    );
  });

  test("have all pages in one file", () => {
    expect(out("llms-full.txt")).toBe(
      "<!-- /fastlog/a.md -->\n\n# A\n\n<!-- /fastlog/guides/b.md -->\n\n# B\n",
    );
  });
});
