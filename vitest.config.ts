import { defineConfig } from "vitest/config";

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "packages/*/test/**/*.test.ts",
      "benchmarks/**/*.test.js",
      "docs/test/**/*.test.ts",
    ],
    // They need compilers: npm run test:native.
    exclude: ["**/node_modules/**", "benchmarks/loggers/native.test.js"],
    pool: "forks",
    setupFiles: "vitest.setup.ts",
    // Waiting tests have no limits of their own. This one only ends what hangs.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // npm run coverage: of this process alone, so without what runs in children, and what threads run.
    coverage: {
      include: ["packages/fastlog/src/**/*.ts"],
      exclude: ["**/*.test.ts"],
      reporter: ["text", "html", "json-summary"],
    },
  },
});

export default config;
