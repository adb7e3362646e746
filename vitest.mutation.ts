import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

const SOURCE = join(import.meta.dirname, "packages/fastlog/src");

/** Suites that replace a module or remove a folder, which all of a process have, or start programs, which have no mutants. */
const ALONE = /\bvi\.mock\(|\bfolder\.ts"|\brunProgram\b|\bchild\.ts"/;

const suites = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .filter((name) => !ALONE.test(readFileSync(join(SOURCE, name), "utf8")));

/** Unit tests in one process, which Stryker runs once for each mutant: npm run mutation. */
const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    include: suites.map((name) => `packages/fastlog/src/${name}`),
    setupFiles: "vitest.setup.ts",
    pool: "forks",
    isolate: false,
    testTimeout: 60_000,
  },
});

export default config;
