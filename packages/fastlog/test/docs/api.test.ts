import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";

const PAGE = readFileSync(join(WORKSPACE_PACKAGE, "../../docs/reference/api.md"), "utf8");

/** What an entry of the built package exports, types included. */
function exportsOf(entry: string): string[] {
  const source = readFileSync(join(WORKSPACE_PACKAGE, `dist/${entry}.d.cts`), "utf8");
  const [, list = ""] = /^export \{([^}]*)\};?$/m.exec(source) ?? [];
  return list.split(",").map((name) => name.replace(/^\s*(?:type )?(?:[\w$]+ as )?/, "").trim());
}

test.each([
  ["index", "fastlog"],
  ["bridge", "fastlog/bridge"],
  ["browser", "fastlog/browser"],
  ["filter", "fastlog/filter"],
  ["http", "fastlog/http"],
  ["nest", "fastlog/nest"],
  ["serializers", "fastlog/serializers"],
  ["site", "fastlog/site"],
  ["testing", "fastlog/testing"],
  ["tracepoint", "fastlog/tracepoint"],
])("the API page names all that the entry %s exports", (entry, name) => {
  const [, section = ""] = PAGE.split(`\n## \`${name}\`\n`);
  const [own = ""] = section.split("\n## ");
  const exported = exportsOf(entry);
  expect(exported.length).toBeGreaterThan(1);
  // A name, alone or with its arguments behind it.
  const isNamed = (one: string) => new RegExp(`\`${one}(?:\`|\\()`).test(own);
  expect(exported.filter((one) => !isNamed(one))).toEqual([]);
});
