/** Tests that a package publishes with its code. */
export interface Suite {
  readonly name: string;
  /** The package, by its name among the dependencies. */
  readonly package: string;
  /** Files of tests in its folder. */
  readonly files: readonly string[];
  /** Number of tests that pass. */
  readonly passed: number;
  /** Number of tests that the package itself skips. */
  readonly skipped: number;
  /** Tests that fail, and why. */
  readonly failed: Readonly<Record<string, string>>;
  /** The first release of Node.js that runs it. */
  readonly node: number;
}

const FASTIFY = [
  "test/logger/instantiation.test.js",
  "test/logger/logging.test.js",
  "test/logger/options.test.js",
  "test/logger/request.test.js",
  "test/logger/response.test.js",
  "test/internals/logger.test.js",
  "test/child-logger-factory.test.js",
  "test/stream-serializers.test.js",
];

/** The suites that run on a logger of fastlog's. `docs/guides/migrate-from-pino.md` has this table. */
export const SUITES: readonly Suite[] = [
  {
    name: "pino-http",
    package: "pino-http",
    files: ["test/test.js"],
    passed: 61,
    skipped: 1,
    failed: {
      "support a custom instance with one of its customLevels as useLevel":
        "levels are those of the process: the number 25 has another name in another test",
    },
    node: 20,
  },
  {
    name: "koa-pino-logger",
    package: "koa-pino-logger",
    files: ["test.js"],
    passed: 10,
    skipped: 0,
    failed: {},
    node: 20,
  },
  {
    name: "express-pino-logger",
    package: "express-pino-logger",
    files: ["test.js"],
    passed: 6,
    skipped: 0,
    failed: {
      "supports errors in the response":
        "fails with pino too: this release gives `null` for a status that was not sent yet",
    },
    node: 20,
  },
  {
    name: "Fastify 5",
    package: "fastify",
    files: FASTIFY,
    passed: 95,
    skipped: 0,
    failed: {},
    node: 20,
  },
  {
    name: "Fastify 6",
    package: "fastify-6",
    files: FASTIFY,
    passed: 89,
    skipped: 0,
    failed: {},
    node: 22,
  },
];
