// Configuration of Jest that runs the tests of nestjs-pino with the stand-in for pino. They are not in its package, so
// give a checkout of its repository in which `npm ci` was run:
//
//   CHECKOUT=… npx --prefix $CHECKOUT jest --config packages/fastlog/test/frameworks/suites/nestjs-pino.cjs -i --forceExit
//
// With PINO=itself it runs them with pino.
"use strict";

const { join } = require("node:path");

const { CHECKOUT: rootDir = process.cwd(), PINO } = process.env;
const STAND_IN = {
  "^pino$": join(__dirname, "pino.cjs"),
  "^pino-itself$": require.resolve("pino", { paths: [rootDir] }),
  "^fastlog$": require.resolve("fastlog"),
};
const tsconfig = {
  target: "es2022",
  module: "commonjs",
  esModuleInterop: false,
  experimentalDecorators: true,
  emitDecoratorMetadata: true,
};

module.exports = {
  rootDir,
  moduleFileExtensions: ["js", "cjs", "ts"],
  testRegex: "\\.spec\\.ts$",
  testEnvironment: "node",
  transform: { "^.+\\.ts$": ["ts-jest", { diagnostics: false, tsconfig }] },
  moduleNameMapper: PINO === "itself" ? {} : STAND_IN,
};
