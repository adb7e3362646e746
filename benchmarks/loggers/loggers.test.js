import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { start } from "../measure/start.js";
import { CARRY } from "../process/whole.js";
import { delivered } from "../records/delivered.js";
import { scenariosOf } from "../records/scenarios.js";
import { CONTENDERS, contender } from "./all.js";

const RECORDS = 1500;

let folder;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "fastlog-contenders-"))));
afterAll(() => rmSync(folder, { recursive: true }));

const cases = [];
const ways = [];
for (const id of CONTENDERS) {
  const { name, formats, kinds } = await contender(id);
  // Datagrams may be lost by nobody's fault.
  for (const kind of ["stdout", "tcp"].filter((kind) => kinds.includes(kind))) {
    ways.push({ id, name, kind });
  }
  for (const format of formats) {
    for (const scenario of scenariosOf(id, format)) cases.push({ id, name, format, scenario });
  }
}

describe.concurrent("what a contender is measured with is delivered, all of it and in order", () => {
  test.for(cases)("$name: $scenario as $format", async ({ id, format, scenario }) => {
    const path = join(folder, `${id}.${format}.${scenario}.log`);
    writeFileSync(path, "");
    const destination = JSON.stringify({ kind: "file", path });
    await start("process/log.js", [id, format, scenario, String(RECORDS), destination]);
    expect(await proven({ id, format, scenario, path })).toBe(RECORDS);
  });
});

/** How many records a file has, each as it was logged. */
async function proven({ id, format, scenario, path }) {
  // The stack of an error has the address of the source, which vitest loads by another one.
  if (scenario === "error") {
    return (await start("process/prove.js", [id, format, scenario, path])).records;
  }
  const { read } = await contender(id);
  return delivered(path, scenario, read && ((line) => read(line, format))).records;
}

describe("what a contender logs from start to exit arrives", () => {
  test.for(ways)("$name: by $kind", async ({ id, kind }) => {
    const { delivered, failure } = await CARRY[kind](id, "json", RECORDS, kind);
    expect({ delivered, failure }).toEqual({ delivered: RECORDS, failure: undefined });
  });
});
