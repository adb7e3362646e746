// npm run mutation -- --mutate 'packages/fastlog/src/filter/*.ts'
//
// docs/contributing/mutation-testing.md has the scores, and the mutants that are accepted.
/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
  mutate: [
    "packages/fastlog/src/{batch,config,encode,filter,text}/**/*.ts",
    "packages/fastlog/src/time/clock.ts",
    "!packages/fastlog/src/**/*.test.ts",
  ],
  plugins: ["@stryker-mutator/vitest-runner"],
  testRunner: "vitest",
  // A worker thread has no time zone of its own, and another tag.
  vitest: { configFile: "vitest.mutation.ts", pool: "forks" },
  // Texts of errors.
  mutator: { excludedMutations: ["StringLiteral"] },
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 8_000,
  timeoutFactor: 3,
  // Stryker would rewrite it, with a compiler that TypeScript 7 does not export.
  tsconfigFile: "no-tsconfig.json",
  tempDirName: ".cache/stryker",
  reporters: ["progress-append-only", "clear-text", "json"],
  jsonReporter: { fileName: ".cache/mutation.json" },
  clearTextReporter: { allowColor: false, allowEmojis: false, logTests: false },
};
