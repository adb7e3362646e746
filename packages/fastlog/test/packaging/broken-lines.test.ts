import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { brokenIntoLines } from "../../bundle/lines.js";

test.each([
  ["behind a semicolon", "a();b();c();", "a();\nb();\nc();"],
  ["behind a comma", "f(a,bb,ccc)", "f(a,\nbb,\nccc)"],
  ["behind a brace", "if(a){b()}", "if(a){\nb()}"],
  ["in an expression of a template", `\`a\${f(b,c,d)}\``, `\`a\${f(b,\nc,\nd)}\``],
  ["not in a string", 'f("a,b;c{d")', 'f("a,b;c{d")'],
  ["not in a template", "`a,b;c{d`", "`a,b;c{d`"],
  ["not in a regular expression", "/a,b;c{1,2}/", "/a,b;c{1,2}/"],
  ["not where a line would be shorter than the limit", "a;b;", "a;b;"],
])("a line is broken %s", (_, code, expected) => {
  expect(brokenIntoLines(code, 4)).toBe(expected);
});

test("no line of what is shipped ends inside of a string, which others would indent", () => {
  for (const name of [
    "index.cjs",
    "fd.cjs",
    "files.cjs",
    "late.cjs",
    "filter.cjs",
    "serializers.cjs",
  ]) {
    const code = readFileSync(join(import.meta.dirname, "../../dist", name), "utf8");
    expect(code).not.toMatch(/\\\n/);
    expect(code.split("\n").length).toBeGreaterThan(code.length / 400);
  }
});
