import { defineConfig } from "vitest/config";

const config: ReturnType<typeof defineConfig> = defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "packages/*/test/**/*.test.ts",
      "benchmarks/**/*.test.js",
    ],
    // They need compilers: npm run test:native.
    exclude: ["**/node_modules/**", "benchmarks/suite/native.test.js"],
    pool: "forks",
    setupFiles: "vitest.setup.ts",
    testTimeout: 120_000,
  },
});

export default config;
