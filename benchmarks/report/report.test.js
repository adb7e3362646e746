import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { otherResults, REPOSITORY, reportOf, STORED } from "./files.js";

const text = (path) => readFileSync(join(REPOSITORY, path), "utf8");
const made = reportOf(JSON.parse(readFileSync(STORED, "utf8")), text("README.md"), otherResults());

describe("of the stored results is made", () => {
  test.for(Object.keys(made))("%s, as it stands there", (path) => {
    expect(text(path)).toBe(made[path]);
  });

  test("every chart that is there", () => {
    const charts = readdirSync(join(REPOSITORY, "docs/benchmarks/charts")).map(
      (name) => `docs/benchmarks/charts/${name}`,
    );
    expect(Object.keys(made)).toEqual(expect.arrayContaining(charts));
  });
});

test("what was written by hand about the README's speed has no figure of it", () => {
  const [, section] = /^## Speed\n(.*?)^## /ms.exec(text("README.md"));
  const byHand = section.replace(/<!-- benchmarks:begin -->.*<!-- benchmarks:end -->/s, "");
  expect(byHand).not.toBe(section);
  expect(byHand).not.toMatch(
    /\d[\d,.]*\s*(ns|µs|ms|s|k\/s|[kMG]?i?B|bytes|records|times|x|×|%)(?!\w)/,
  );
});

/** The pages that are written by hand. */
const pages = ["CONTRIBUTING.md", ...markdownIn("docs")].filter((path) => made[path] === undefined);

/** Their percentages are the coverage and the score of tests, and shares of records. */
const OTHER_SHARES = [
  "CONTRIBUTING.md",
  "docs/contributing/mutation-testing.md",
  "docs/guides/limits-and-samples.md",
];

test.for(pages)("%s has no figure of speed: only pages made of stored results have", (path) => {
  // Code in a line has values of options, such as `info@10%`.
  const prose = text(path)
    .replace(/^```.*?^```/gms, "")
    .replace(/`[^`\n]+`/g, "");
  const figures = prose.match(/\d[\d,.]*\s*(?:ns|µs|k\/s|×|%)(?![\w%])/g) ?? [];
  const speeds = figures.filter((figure) => !(OTHER_SHARES.includes(path) && figure.endsWith("%")));
  expect(speeds).toEqual([]);
});

function markdownIn(folder) {
  const names = readdirSync(join(REPOSITORY, folder), { recursive: true });
  const pages = names.filter(
    (name) => name.endsWith(".md") && !/(?:^|\/)(?:node_modules|\.vitepress|entries)\//.test(name),
  );
  return pages.map((name) => `${folder}/${name}`);
}
