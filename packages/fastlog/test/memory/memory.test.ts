import { describe, expect, test } from "vitest";
import { PROGRAMS, run } from "../child.ts";

const MEBIBYTE = 2 ** 20;

/** V8 itself remembers the code of so many modules: 19 MB without a log call. */
const BY_V8 = new Map([["modules by name", 32 * MEBIBYTE]]);

interface Held {
  readonly count: number;
  /** When the jobs are over that logged, in bytes. */
  readonly after: number;
  /** Inside of one of them. */
  readonly most: number;
  readonly complaints: readonly string[];
}

async function held(kind: string, ...flags: readonly string[]): Promise<Held> {
  const argv = [process.execPath, "--expose-gc", ...flags, `${PROGRAMS}/memory.mjs`, kind];
  const { code, stdout, stderr } = await run(argv);
  expect(code, stderr.slice(-1_000)).toBe(0);
  const [count = 0, after = 0, most = 0] = stdout.split("\t").map(Number);
  return { count, after, most, complaints: stderr.split("\n").filter(Boolean) };
}

describe("a million different names", () => {
  test.concurrent.each([
    "messages",
    "fields",
    "names inside of values",
    "bound fields",
    "contexts",
    "targets",
    "templates",
    "typed events",
  ])("of %s leave the heap as large as before, and are never held at once", async (kind) => {
    const { count, after, most } = await held(kind);
    expect(count).toBe(1_000_000);
    expect(after).toBeLessThan(8 * MEBIBYTE);
    expect(most).toBeLessThan(32 * MEBIBYTE);
  });
});

describe("after very many different names the heap is as large as before:", () => {
  test.concurrent.each([
    "tagged templates",
    "modules by name",
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
  ])("%s", async (kind) => {
    const { after, most } = await held(kind);
    expect(after).toBeLessThan(BY_V8.get(kind) ?? 8 * MEBIBYTE);
    expect(most).toBeLessThan(32 * MEBIBYTE);
  });

  test.concurrent("levels of children", async () => {
    const { after, complaints } = await held("levels of children");
    expect(after).toBeLessThan(8 * MEBIBYTE);
    // What is said once for each is remembered, and said, up to a number.
    expect(complaints).toHaveLength(64);
  });
});
