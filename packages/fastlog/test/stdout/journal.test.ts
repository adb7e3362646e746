import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { folder } from "../folder.ts";
import { type Entry, hasJournal, Journal, runUnit } from "../journal.ts";

/** The levels that programs/levels.mjs logs at, with their priorities. */
const PRIORITIES = { FATAL: "2", ERROR: "3", WARN: "4", INFO: "6", DEBUG: "7", TRACE: "7" };
const LEVELS = Object.keys(PRIORITIES) as (keyof typeof PRIORITIES)[];

const TEMPLATE = { filter: "trace", format: { template: "{level} {message}" } };

describe.skipIf(!hasJournal)("a program whose stdout systemd has connected to the journal", () => {
  let journal: Journal;
  /** Entries of earlier tests. */
  let known = 0;

  beforeAll(async () => {
    journal = new Journal();
    await journal.isReady();
  });

  afterAll(() => journal.stop());

  /** What the journal has of a program. */
  async function logged(count: number, argv: string[], env = {}): Promise<readonly Entry[]> {
    const { status, stderr } = await runUnit(journal.socket, argv, { env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const entries = await journal.entries(known + count);
    const added = entries.slice(known);
    known = entries.length;
    return added;
  }

  const levels = (options: object, ...more: string[]) =>
    program("levels.mjs", JSON.stringify({ ...TEMPLATE, ...options }), ...more);
  const expected = (message: (level: string) => unknown) =>
    LEVELS.map((level) => ({ PRIORITY: PRIORITIES[level], MESSAGE: message(level) }));
  const plain = (level: string) => `${level} 3 words x=1`;

  test("gives each record the priority of its level", async () => {
    expect(await logged(6, levels({}))).toMatchObject(expected(plain));
  });

  test.each(["json", "logfmt", "text", "syslog"])("does so in format %s", async (format) => {
    const entries = await logged(6, levels({ format }));
    expect(entries).toMatchObject(expected(() => expect.stringMatching(/^[^<]|^<\d+>1 /)));
  });

  test("does so in a worker that has no environment", async () => {
    expect(await logged(6, levels({}, "worker"))).toMatchObject(expected(plain));
  });

  test("does so beside another backend, which gets lines as they are", async () => {
    const path = join(folder(), "app.log");
    const backend = ["stdout", `file://${path}`];
    expect(await logged(6, levels({ backend }))).toMatchObject(expected(plain));
    expect(readFileSync(path, "utf8")).toBe(LEVELS.map((level) => `${plain(level)}\n`).join(""));
  });

  test("does so as the fallback of another backend", async () => {
    const backend = { backend: "file:///dev/full", fallback: "stdout" };
    const { stderr } = await runUnit(journal.socket, levels({ backend }));
    expect(stderr).toContain("ENOSPC");
    const entries = (await journal.entries(known + 6)).slice(known);
    known += entries.length;
    expect(entries).toMatchObject(expected(plain));
  });

  test("does not if it is told not to, and all have the priority of the unit", async () => {
    const entries = await logged(6, levels({ backend: "stdout?levelPrefix=false" }));
    expect(entries).toMatchObject(LEVELS.map((l) => ({ PRIORITY: "6", MESSAGE: plain(l) })));
  });

  test.each([{ color: true }, {}])(
    "has no colours there, even if they are forced: %j",
    async (options) => {
      const entries = await logged(6, levels(options), { FORCE_COLOR: "1" });
      expect(entries).toMatchObject(expected(plain));
    },
  );

  test("has a record that is longer than the journal takes in one piece, as valid JSON", async () => {
    const entries = await logged(
      1,
      program("long.mjs", JSON.stringify({ format: "json" }), 60_000),
    );
    const { MESSAGE, PRIORITY } = entries[0] as { MESSAGE: string; PRIORITY: string };
    expect(JSON.parse(MESSAGE)).toMatchObject({ level: 40, id: "r-1" });
    expect({ entries: entries.length, PRIORITY }).toEqual({ entries: 1, PRIORITY: "4" });
  });
});

test.each(["1:2", "", "8:x"])(
  "with JOURNAL_STREAM=%j of another file, lines are as they are",
  async (JOURNAL_STREAM) => {
    const argv = program("levels.mjs", JSON.stringify(TEMPLATE));
    const { stdout } = await run(argv, { env: { JOURNAL_STREAM } });
    expect(stdout).toBe(LEVELS.map((level) => `${level} 3 words x=1\n`).join(""));
  },
);

test("lines can have their priority in any output", async () => {
  const backend = "stdout?levelPrefix=true";
  const argv = program("levels.mjs", JSON.stringify({ ...TEMPLATE, backend }));
  const { stdout } = await run(argv);
  expect(stdout).toBe(LEVELS.map((l) => `<${PRIORITIES[l]}>${l} 3 words x=1\n`).join(""));
});
