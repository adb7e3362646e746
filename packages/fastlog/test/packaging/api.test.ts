import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { generateApiSnapshot } from "tsnapi";
import { expect, test } from "vitest";
import { WORKSPACE_PACKAGE } from "../app.ts";
import { WORKSPACE_MANIFEST } from "./packed.ts";

/** The entries of the package, by the paths that programs import (`.`, `./filter`, …). */
const ENTRIES = Object.entries(WORKSPACE_MANIFEST.exports).flatMap(([path, files]) =>
  typeof files === "string"
    ? []
    : [{ path, name: path === "." ? "fastlog" : path.slice(2), files }],
);

/** Follows types that are not exported as far as they go. */
const ALL = 1_000;

const apis = await generateApiSnapshot(WORKSPACE_PACKAGE, {
  omitArgumentNames: false,
  referenceTracingDepth: ALL,
  typeWidening: false,
});

/** The declarations of an entry, without what its types refer to and it does not export. */
function exportedBy(path: string): string {
  return apis[path]?.dts.split("// #region Referenced")[0] ?? "";
}

// A change of the API shows in these files. `npm run api` renews them.
test.each(ENTRIES)(
  "the folder api has the public API of $name as it is",
  async ({ path, name }) => {
    const snapshot = join(WORKSPACE_PACKAGE, "api", `${name}.d.ts`);
    await expect(apis[path]?.dts).toMatchFileSnapshot(snapshot);
  },
);

test.each(ENTRIES)(
  "the types of $path have no class that the entry does not export",
  ({ path }) => {
    const [, internal = ""] = apis[path]?.dts.split("// #region Referenced") ?? [];
    expect(internal).not.toMatch(/^(?:declare |abstract )*class /m);
  },
);

test.each(ENTRIES)(
  "the values that the types of $path name are those that it exports",
  async ({ path, files }) => {
    const named = Array.from(
      exportedBy(path).matchAll(/^export declare (?:const|function|class) (\w+)/gm),
      ([, name = ""]) => name,
    );
    // Only programs of fastlog's own make chunks: the class is exported as a type.
    const expected = [...new Set(named)].filter((name) => name !== "SealedChunk").sort();
    const imported = await import(join(WORKSPACE_PACKAGE, files.import.default));
    const required = createRequire(import.meta.url)(join(WORKSPACE_PACKAGE, files.require.default));
    expect(Object.keys(imported).sort()).toEqual(expected);
    expect(Object.keys(required).sort()).toEqual(expected);
  },
);

test("the types of each entry are one file for each kind of module", () => {
  const files = readdirSync(join(WORKSPACE_PACKAGE, "dist"), { recursive: true, encoding: "utf8" });
  const expected = ENTRIES.flatMap(({ files: { import: esm, require: cjs } }) =>
    [esm.types, cjs.types].map((file) => file.replace("./dist/", "")),
  );
  expect(files.filter((file) => /\.d\.[cm]?ts$/.test(file)).sort()).toEqual(expected.sort());
});
