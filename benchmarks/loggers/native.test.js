import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start } from "../measure/start.js";
import { NATIVES } from "./native.js";

const RECORDS = 1500;

let folder;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "fastlog-natives-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const cases = NATIVES.flatMap(({ id, name }) =>
  ["message", "integers", "fields"].map((scenario) => ({ id, name, scenario })),
);

describe("what a logger of another language is measured with is delivered, all of it", () => {
  test.for(cases)("$name: $scenario", async ({ id, scenario }, { skip }) => {
    const args = [id, scenario, String(RECORDS), "2", join(folder, `${id}.log`)];
    const { lines, missing } = await start("loggers/native-once.js", args);
    skip(missing !== undefined, missing);
    expect(lines).toBe(RECORDS);
  });
});
