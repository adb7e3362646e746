import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Bare globals are the linter's affair (biome.json); this is what a linter does not see.
const REPLACED =
  /\bnew Date\b|\bDate\.\w|\binstanceof Date\b|\bprocess\.(?:hrtime|nextTick|uptime)\b|\bglobalThis\.(?:set|clear|performance|queue|Date)/;

test("only time/system-time.ts reads the clocks of Date and process that tests replace", () => {
  const found = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter(
      (file) =>
        file.endsWith(".ts") && !file.endsWith(".test.ts") && file !== "time/system-time.ts",
    )
    .flatMap((file) =>
      readFileSync(`${import.meta.dirname}/${file}`, "utf8")
        .split("\n")
        .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && REPLACED.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});
