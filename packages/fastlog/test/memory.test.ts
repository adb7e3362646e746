import { beforeAll, describe, expect, test } from "vitest";
import { PROGRAMS, run } from "./child.ts";

const MEBIBYTE = 2 ** 20;

/** V8 itself remembers the code of so many modules: 19 MB without a log call. */
const BY_V8 = new Map([["modules by name", 32 * MEBIBYTE]]);

const KINDS = [
  "messages",
  "fields",
  "names inside of values",
  "bound fields",
  "contexts",
  "targets",
  "templates",
  "typed events",
  "tagged templates",
  "modules by name",
  "levels of children",
  "names of levels",
  "unknown options",
  "classes of errors",
  "codes of backends",
  "metrics, asked for again",
  "keys of children that are held",
  "flushes inside of a record",
  "parts of long texts as messages",
  "parts of long texts as templates",
  "parts of long texts as targets",
  "parts of long texts as names",
];

describe("after very many different names the heap is as large as before:", () => {
  let held: ReadonlyMap<string, number>;
  let complaints: readonly string[];

  beforeAll(async () => {
    const argv = [process.execPath, "--expose-gc", `${PROGRAMS}/memory.mjs`];
    const { code, stdout, stderr } = await run(argv);
    expect(code, stderr.slice(-1_000)).toBe(0);
    const lines = stdout.trim().split("\n");
    held = new Map(
      lines.map((line) => {
        const [kind = "", , bytes] = line.split("\t");
        return [kind, Number(bytes)];
      }),
    );
    complaints = stderr.split("\n").filter(Boolean);
  });

  test.each(KINDS)("%s", (kind) => {
    expect(held.get(kind)).toBeLessThan(BY_V8.get(kind) ?? 8 * MEBIBYTE);
  });

  test("complaints that are made once are remembered, and made, up to a number", () => {
    expect(complaints).toHaveLength(64);
  });
});
