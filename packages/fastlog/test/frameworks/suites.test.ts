import { readFileSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../child.ts";
import { nodes } from "../tools.ts";
import { SUITES } from "./suites/suites.ts";

const FOLDER = join(import.meta.dirname, "suites");
const PAGE = readFileSync(
  join(import.meta.dirname, "../../../../docs/guides/migrate-from-pino.md"),
  "utf8",
);
const DEPENDENCIES = join(import.meta.dirname, "../../node_modules");

/** A line of the reporter. */
interface Result {
  readonly name: string;
  readonly outcome: "passed" | "skipped" | "failed";
  readonly reason?: string;
}

/** Runs a file of tests with the stand-in for pino. */
async function resultsOf(node: string, file: string): Promise<readonly Result[]> {
  const preload = ["--require", join(FOLDER, "preload.cjs")];
  const reporter = [
    `--test-reporter=${join(FOLDER, "reporter.mjs")}`,
    "--test-reporter-destination=stderr",
  ];
  const argv = [node, ...preload, ...reporter, file];
  const { stderr } = await run(argv, { cwd: dirname(file) });
  return stderr
    .split("\n")
    .filter((line) => line.startsWith('{"test":'))
    .map((line) => JSON.parse(line).test);
}

describe.concurrent.for(SUITES)("the tests of $name", (suite) => {
  const node = nodes().find(({ major, path }) => major >= suite.node && path !== undefined)?.path;

  test.skipIf(node === undefined)(
    "pass on a logger of fastlog's, but for those listed",
    async () => {
      const folder = realpathSync(join(DEPENDENCIES, suite.package));
      const runs = suite.files.map((file) => resultsOf(node ?? "", join(folder, file)));
      const results = (await Promise.all(runs)).flat();
      const named = (outcome: Result["outcome"]) =>
        results.filter((one) => one.outcome === outcome);
      const failing = Object.keys(suite.failed).map((name) => {
        return { name, outcome: "failed", reason: expect.any(String) };
      });
      expect(named("failed")).toEqual(failing);
      expect(named("passed")).toHaveLength(suite.passed);
      expect(named("skipped")).toHaveLength(suite.skipped);
    },
  );

  test("are in the table of the page on pino", () => {
    const manifest = readFileSync(join(DEPENDENCIES, suite.package, "package.json"), "utf8");
    const { version }: { version: string } = JSON.parse(manifest);
    const title = `${suite.name.replace(/ \d$/, "")} ${version}`;
    const row = PAGE.split("\n").find((line) => line.startsWith(`| ${title}`));
    const count = suite.passed + Object.keys(suite.failed).length;
    expect(row?.split(" | ").slice(1, 3)).toEqual([`${count}`, `${suite.passed}`]);
  });
});
