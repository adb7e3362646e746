import { join } from "node:path";
import { ESLint } from "eslint";
import { expect, test } from "vitest";
import plugin from "../src/index.ts";

const ROOT = join(import.meta.dirname, "../../..");

test("the examples of the repository keep the rules", async () => {
  const eslint = new ESLint({
    cwd: ROOT,
    overrideConfigFile: true,
    overrideConfig: [
      plugin.configs.recommended,
      {
        settings: { fastlog: { loggers: ["*.log"] } },
        linterOptions: { reportUnusedDisableDirectives: "off" },
      },
    ],
  });
  const results = await eslint.lintFiles(["examples/*/*.js", "examples/*/*/*.js"]);
  expect(results.length).toBeGreaterThan(20);
  const reports = results.flatMap(({ filePath, messages }) =>
    messages.map(({ line, message }) => `${filePath}:${line} ${message}`),
  );
  expect(reports).toEqual([]);
});
