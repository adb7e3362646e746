import { describe, expect, test } from "vitest";
import { findings } from "../lint/rules.js";

test.each([
  ["It is simply there.", '"simply"'],
  ["Please note that this holds.", '"Please"'],
  ["Frameworks, e.g. Koa.", '"e.g."'],
  ["It works!", '"s!"'],
  ["It is the the same.", '"the the"'],
  ["It is the\nthe same.", '"the\nthe"'],
  ["Its behavior is odd.", '"behavior"'],
  ["We write it.", '"We"'],
  ["It doesn't throw.", '"doesn\'t"'],
  ["[here](a.md) it is", '"[here]("'],
  ["Written in Typescript.", '"Typescript"'],
  ["Runs on NodeJS.", '"NodeJS"'],
  ["Fastlog writes it.", '"Fastlog"'],
  ["## How it ends.", '"## How it ends."'],
])("%j is a finding: %s", (prose, quoted) => {
  const [first = "", ...others] = findings(`# Title\n\n${prose}\n`, "docs/guides/a.md");
  expect(others).toEqual(prose.startsWith("Please") ? [expect.stringContaining("note that")] : []);
  expect(first).toMatch(/^docs\/guides\/a\.md:\d+: /);
  expect(first).toContain(quoted);
});

test.each([
  "`simply` and [a](we.md) in code and addresses",
  "```\nPlease, e.g. this!\n```",
  "<!-- not run: we do not -->",
  "TypeScript, JavaScript and Node.js",
  "give it a stand-in in a file",
  "1 1 1",
  "Files\n\nFiles",
])("%j is no finding", (prose) => {
  expect(findings(`# Title\n\n${prose}\n`, "docs/guides/a.md")).toEqual([]);
});

test("those who contribute may say we", () => {
  expect(findings("# Title\n\nWe write it.\n", "docs/contributing/a.md")).toEqual([]);
});

describe("headings", () => {
  test("go down by one level at most, and up by any", () => {
    const page = "# A\n\n## B\n\n#### C\n\n## D\n";
    expect(findings(page, "a.md")).toEqual([
      'a.md:5: "#### C": use a heading of level 3 below one of level 2',
    ]);
  });

  test("have one title among them", () => {
    expect(findings("# A\n\n# B\n", "a.md")).toEqual(['a.md:3: "# B": use one title for a page']);
  });
});
