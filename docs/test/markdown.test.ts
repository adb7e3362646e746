import { createMarkdownRenderer, disposeMdItInstance, type MarkdownRenderer } from "vitepress";
import { describe, expect, test } from "vitest";
import { keepBraces } from "../.vitepress/markdown/braces.ts";
import { showCharts } from "../.vitepress/markdown/charts.ts";
import { fileOf, linkFiles } from "../.vitepress/markdown/links.ts";
import { slugOf } from "../.vitepress/markdown/slug.js";

const FILES = "https://git.example.com/acme/fastlog/blob/main/";
const PAGE = { relativePath: "guides/http-servers.md" };

/** A renderer of VitePress, which else keeps one with all rules that it ever got. */
async function renderer(): Promise<MarkdownRenderer> {
  disposeMdItInstance();
  return await createMarkdownRenderer(import.meta.dirname, { highlight: (code) => code });
}

test.each(["`{{ level }}` and {{ date }}", "a {{", "**{{x}}**", "[{{x}}](https://example.com)"])(
  "%j has no expression of Vue",
  async (source) => {
    const markdown = await renderer();
    keepBraces(markdown);
    const html = markdown.render(source, PAGE);
    expect(html).not.toContain("{{");
    expect(html.replaceAll("&#123;", "{")).toContain("{{");
  },
);

test.each([
  ["../../examples/http/service.js", "examples/http/service.js"],
  ["../../benchmarks/README.md#rows", "benchmarks/README.md#rows"],
  ["../../README.md", "README.md"],
  ["../README.md", "docs/README.md"],
  ["results.json", "docs/guides/results.json"],
  ["fastify.md#levels", undefined],
  ["../reference/backends/tcp.md", undefined],
  ["#access-log", undefined],
  ["https://example.com/a.js", undefined],
  ["/icon.svg", undefined],
])("on a guide, %s leads to the file %s of the repository", (href, path) => {
  expect(fileOf(href, PAGE.relativePath)).toBe(path);
});

describe("a link to a file of the repository", () => {
  const SOURCE = "[the **service**](../../examples/http/service.js), [Fastify](fastify.md)";
  const render = async (files: string | undefined) => {
    const markdown = await renderer();
    linkFiles(markdown, files);
    return markdown.render(SOURCE, PAGE);
  };

  test("is one to its address, where that is known", async () => {
    const html = await render(FILES);
    expect(html).toContain(`<a href="${FILES}examples/http/service.js"`);
    expect(html).toContain(">the <strong>service</strong></a>");
  });

  test("is its text alone, where nobody knows the address", async () => {
    const html = await render(undefined);
    expect(html).toContain(
      '<span title="examples/http/service.js">the <strong>service</strong></span>, <a href="./fastify',
    );
  });
});

test.each([
  ["Lines of 16 KiB", "lines-of-16-kib"],
  ["`LOG_FORMAT`, and more", "log_format-and-more"],
  ["node --import fastlog/register", "node---import-fastlogregister"],
  ["Größe", "größe"],
])("the anchor of %j is GitHub's", (heading, slug) => {
  expect(slugOf(heading)).toBe(slug);
});

test("a picture of a chart alone in its paragraph is a chart, and any other stays a picture", async () => {
  const markdown = await renderer();
  showCharts(markdown);
  const html = markdown.render(
    "![T](charts/calls.svg)\n\nSee ![T](charts/calls.svg)\n\n![T](a.svg)",
  );
  expect(html).toMatch(/^<BenchmarkChart name="calls" \/>\n<p>See <img [^>]*calls/);
  expect(html.match(/<BenchmarkChart/g)).toHaveLength(1);
  expect(html).toContain("a.svg");
});
