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
    // A test that waits has no limit of its own: beside others a process may take long.
    testTimeout: 600_000,
    hookTimeout: 600_000,
  },
});

export default config;
