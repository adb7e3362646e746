import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";

const SOURCE = join(WORKSPACE_PACKAGE, "src");
const PAGE = readFileSync(
  join(WORKSPACE_PACKAGE, "../../docs/contributing/architecture.md"),
  "utf8",
);

/** The paths that the page names, such as `batch/pool.ts` and `batch/`. */
function pathsIn(text: string): string[] {
  const paths = Array.from(text.matchAll(/`([a-z][\w/-]*(?:\.ts|\/))`/g), ([, path = ""]) => path);
  return paths.filter((path) => !path.startsWith("packages/") && !path.startsWith("dist/"));
}

function sectionOf(title: string): string {
  const [, text = ""] = PAGE.split(`\n## ${title}\n`);
  return text.split("\n## ")[0] ?? "";
}

/** Rows of the section's tables. */
function rowsOf(section: string): string[] {
  const lines = sectionOf(section).split("\n");
  return lines.filter((line) => line.startsWith("| ") && !line.startsWith("|---"));
}

function paragraphsOf(section: string): string[] {
  return sectionOf(section)
    .split("\n\n")
    .filter((text) => !text.trimStart().startsWith("|"));
}

test("the files and folders that the page names exist", () => {
  const paths = pathsIn(PAGE);
  expect(paths.length).toBeGreaterThan(40);
  expect(paths.filter((path) => !existsSync(join(SOURCE, path)))).toEqual([]);
});

test("the page names every folder of the source", () => {
  const folders = readdirSync(SOURCE, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name}/`);
  const named = rowsOf("Folders").flatMap(pathsIn);
  expect(named.toSorted()).toEqual(folders.toSorted());
});

test("the bounds of caches are those of the source", () => {
  const texts = [...rowsOf("Caches"), ...paragraphsOf("Caches")];
  const withPaths = texts.filter((text) => pathsIn(text).length > 0);
  expect(withPaths.length).toBeGreaterThan(10);
  const wrong = withPaths.flatMap((text) => {
    const sources = pathsIn(text).map((path) => readFileSync(join(SOURCE, path), "utf8"));
    const bounds = Array.from(text.matchAll(/([\d,]+)\s\(`([A-Z_]+)`\)/g), ([, figure, name]) => ({
      name,
      figure: figure?.replaceAll(",", ""),
    }));
    const isDeclared = (name: string | undefined, figure: string | undefined) =>
      sources.some((source) =>
        source.replaceAll(/(?<=\d)_(?=\d)/g, "").includes(`const ${name} = ${figure};`),
      );
    return bounds.filter(({ name, figure }) => !isDeclared(name, figure));
  });
  expect(wrong).toEqual([]);
});
