import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { circles, importsOf, LAYERS, layerOf, upward } from "../../imports.js";
import { WORKSPACE_PACKAGE } from "../app.ts";

const imports = importsOf();

test("every file of the source has a layer, and every layer a file", () => {
  const files = [...imports.keys()];
  expect(files.length).toBeGreaterThan(200);
  expect(files.filter((file) => layerOf(file) === undefined)).toEqual([]);
  const used = new Set(files.map(layerOf));
  expect(LAYERS.filter((layer) => !used.has(layer))).toEqual([]);
});

test("no file imports one of a higher layer", () => {
  expect(upward(imports)).toEqual([]);
});

test("an import of a higher layer is found", () => {
  const wrong = new Map([
    ["batch/batch.ts", ["sink/sink.ts", "level.ts"]],
    ["sink/sink.ts", ["batch/batch.ts"]],
  ]);
  expect(upward(wrong)).toEqual(["batch/batch.ts -> sink/sink.ts"]);
});

test("no imports form a circle", () => {
  expect(circles(imports)).toEqual([]);
});

test("a circle of imports is found, and what hangs on it is no part of it", () => {
  const wrong = new Map([
    ["a.ts", ["b.ts"]],
    ["b.ts", ["c.ts", "d.ts"]],
    ["c.ts", ["b.ts"]],
    ["d.ts", []],
  ]);
  expect(circles(wrong)).toEqual([["b.ts", "c.ts"]]);
});

test("imports of types count", () => {
  expect(imports.get("batch/batch.ts")).toContain("batch/chunk-sink.ts");
  expect(imports.get("capture/capture.ts")).toContain("config/options.ts");
});

test("the architecture page lists the folders in the order of the layers", () => {
  const page = readFileSync(
    join(WORKSPACE_PACKAGE, "../../docs/contributing/architecture.md"),
    "utf8",
  );
  const [, section = ""] = page.split("\n## Folders\n");
  const rows = section.split("\n## ")[0]?.matchAll(/^\| (`[^|]*`) \|/gm) ?? [];
  const listed = Array.from(rows, ([, names = ""]) => names.match(/[\w]+\//g) ?? []).flat();
  const folders = LAYERS.filter((layer) => layer.endsWith("/")).map((l) => `${l.split("/")[0]}/`);
  expect(listed).toEqual([...new Set(folders)]);
});
