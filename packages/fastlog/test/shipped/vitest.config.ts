import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { defineConfig } from "vitest/config";

// Runs suites with a package that is installed, in place of the source: SHIPPED is the folder of the application,
// WAY is `import` or `require`.
const { SHIPPED = "", WAY = "import" } = process.env;

/** Where the names come from that suites import, by the end of the path. */
const PUBLIC: Readonly<Record<string, string>> = {
  "/index.ts": "fastlog",
  "/errors.ts": "fastlog",
  "/backend/memory.ts": "fastlog",
  "/testing.ts": "fastlog/testing",
  "/serializers.ts": "fastlog/serializers",
  "/filter.ts": "fastlog/filter",
};

const SOURCE = join(import.meta.dirname, "../../src");

const require = createRequire(join(SHIPPED, "app.js"));

const config: ReturnType<typeof defineConfig> = defineConfig({
  plugins: [
    {
      name: "shipped",
      enforce: "pre",
      resolveId(specifier, importer) {
        if (importer === undefined || !specifier.startsWith(".")) return null;
        const path = join(importer, "..", specifier);
        const name = path.startsWith(SOURCE) ? PUBLIC[path.slice(SOURCE.length)] : undefined;
        return name === undefined ? null : `\0shipped:${name}`;
      },
      load(id) {
        const [, name = ""] = /^\0shipped:(.*)$/.exec(id) ?? [];
        return name === "" ? null : exporting(name);
      },
    },
  ],
  root: join(import.meta.dirname, "../.."),
  test: { pool: "forks", testTimeout: 180_000 },
});

/** A module that exports what an entry of the package does, however that is loaded. */
function exporting(name: string): string {
  const names = Object.keys(require(name));
  const from = JSON.stringify(pathToFileURL(join(SHIPPED, "app.js")).href);
  const loaded =
    WAY === "require"
      ? `createRequire(${from})(${JSON.stringify(name)})`
      : `await import(${JSON.stringify(pathToFileURL(imported(name)).href)})`;
  return `import { createRequire } from "node:module";
    const { ${names.join(", ")} } = ${loaded};
    export { ${names.join(", ")} };`;
}

/** The file that is imported where the package's name is. */
function imported(name: string): string {
  return require.resolve(name).replace(/\.cjs$/, ".js");
}

export default config;
