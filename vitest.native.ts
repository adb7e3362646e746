import { defineConfig } from "vitest/config";

/** The native loggers that the benchmarks compare with: they are built, and what they write is read back. */
const config: ReturnType<typeof defineConfig> = defineConfig({
  test: { include: ["benchmarks/loggers/native.test.js"], pool: "forks", testTimeout: 600_000 },
});

export default config;
