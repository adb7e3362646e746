import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

// Bare globals are the linter's affair (biome.json); this is what a linter does not see.
const REPLACED =
  /\bnew Date\b|\bDate\.\w|\binstanceof Date\b|\bprocess\.(?:hrtime|nextTick|uptime)\b|\bglobalThis\.(?:set|clear|performance|queue|Date)/;

/** The clock itself, code that runs in a thread of its own, and code for browsers, which have no other clock. */
const OWN_CLOCK =
  /^(?:time\/system-time|backend\/otlp\/otlp-exit-thread|browser(?:\/.*)?)\.ts$|^browser\//;

test("only time/system-time.ts reads the clocks of Date and process that tests replace", () => {
  const found = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !OWN_CLOCK.test(file))
    .flatMap((file) =>
      readFileSync(`${import.meta.dirname}/${file}`, "utf8")
        .split("\n")
        .filter((line) => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && REPLACED.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  expect(found).toEqual([]);
});
