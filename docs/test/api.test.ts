import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ENTRIES, fileOf } from "../.vitepress/entries.js";

const DOCS = join(import.meta.dirname, "..");
const PACKAGE = join(DOCS, "../packages/fastlog");
const out = mkdtempSync(join(tmpdir(), "fastlog-docs-"));

beforeAll(() => {
  execFileSync(process.execPath, [join(DOCS, "api.js"), out], { stdio: "inherit" });
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

/** Returns the names that an entry of the built package exports, types included. */
function exportsOf(types: string): string[] {
  const source = readFileSync(join(PACKAGE, types), "utf8");
  const [, list = ""] = /^export \{([^}]*)\};?$/m.exec(source) ?? [];
  return list.split(",").map((name) => name.replace(/^\s*(?:type )?(?:[\w$]+ as )?/, "").trim());
}

test("each entry that exports something has a page, and nothing else has", () => {
  expect(readdirSync(out).toSorted()).toEqual(ENTRIES.map(({ name }) => fileOf(name)).toSorted());
});

test.each(ENTRIES)(
  "the page of $name has a heading for each name that it exports",
  ({ name, types }) => {
    const page = readFileSync(join(out, fileOf(name)), "utf8");
    const headings = Array.from(page.matchAll(/^### (\w+)/gm), ([, heading]) => heading);
    expect(page).toMatch(new RegExp(`^# ${name}\n`));
    expect(headings.toSorted()).toEqual(exportsOf(types).toSorted());
  },
);
