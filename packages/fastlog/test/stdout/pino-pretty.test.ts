import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ended, program, runShell } from "../child.ts";
import { folder } from "../folder.ts";

const PRETTY = join(import.meta.dirname, "../../node_modules/.bin/pino-pretty");

/** How pino-pretty begins what it makes of a record. */
const HEAD = /^\[\d\d:\d\d:\d\d\.\d{3}\] ([A-Z]+) \(\d+\): (.*)$/;

describe("pino-pretty, behind a program that logs in JSON,", () => {
  let ended: Ended;
  /** What it was given, and what it printed, by lines. */
  let given: readonly string[];
  let printed: readonly string[];

  beforeAll(async () => {
    const cwd = folder();
    const env = { NO_COLOR: "1", PRETTY };
    ended = await runShell('"$@" | tee given | "$PRETTY"', program("pretty.mjs"), { cwd, env });
    given = readFileSync(join(cwd, "given"), "utf8").split("\n").slice(0, -1);
    printed = ended.stdout.split("\n");
  });

  /** What it printed of the record with that message, below the first line. */
  function below(message: string): string {
    const from = printed.findIndex((line) => HEAD.exec(line)?.[2] === message) + 1;
    expect(from).toBeGreaterThan(0);
    const length = printed.slice(from).findIndex((line) => HEAD.test(line));
    return printed.slice(from, length < 0 ? undefined : from + length).join("\n");
  }

  test("takes it all without complaint, and leaves no line as it was", () => {
    expect(ended.stderr).toBe("");
    expect(ended.code).toBe(0);
    expect(given).toHaveLength(20);
    expect(given.filter((line) => printed.includes(line))).toEqual([]);
  });

  test("prints each record's level and message", () => {
    const heads = printed.flatMap((line) => HEAD.exec(line)?.slice(1).join(" ") ?? []);
    const [beginning, end] = [heads.slice(0, 13), heads.slice(-6)];
    expect(beginning).toEqual([
      "FATAL at fatal",
      "ERROR at error",
      "WARN at warn",
      "INFO at info",
      "DEBUG at debug",
      "TRACE at trace",
      "INFO fields",
      "INFO nested",
      "INFO ",
      "ERROR thrown alone",
      "ERROR failed in a call",
      "WARN aggregated",
      "INFO own keys",
    ]);
    expect(end).toEqual([
      expect.stringMatching(/^INFO hostile message/),
      "INFO of a child",
      "INFO in a context",
      expect.stringMatching(/^INFO x{30000,}…\(\+\d+ characters\)x{10000,}$/),
      "INFO ",
      "INFO the last",
    ]);
    expect(heads).toHaveLength(given.length);
  });

  test("prints the fields, and those of children and contexts", () => {
    expect(below("fields")).toMatch(/ text: "text"\n +number: 1.5\n +yes: true\n +nothing: null\n/);
    expect(below("nested")).toMatch(/ outer: \{[^}]*"inner": \[\s+1,\s+\{\s+"deepest": "here"/);
    expect(below("nested")).toContain('when: "1970-01-01T00:00:00.000Z"');
    expect(below("")).toContain('only: "fields"');
    expect(below("own keys")).toMatch(/ level_: 1\n +time_: 2\n +pid_: 3\n +hostname_: 4\n/);
    for (const field of [" a\nb: 1", "red: 2", " : 3", 'quo"te: 4', "{}: 5", "\ufffd: 6"]) {
      expect(`${below("hostile keys")}\n`).toContain(`${field}\n`);
    }
    expect(below("of a child")).toMatch(/ target: "app::db"\n +reqId: "r1"\n +user: 7/);
    expect(below("in a context")).toContain('requestId: "c1"');
  });

  test("prints the stacks of errors, of their causes, and of those in an AggregateError", () => {
    const stack = (error: string) =>
      new RegExp(`^ +${error}\\n +at file:.*pretty\\.mjs:\\d+:\\d+$`, "m");
    expect(below("thrown alone")).toMatch(/ err: \{\n +"type": "TypeError",\n +"message": "thrown/);
    expect(below("thrown alone")).toMatch(stack("TypeError: thrown alone"));
    expect(below("failed in a call")).toMatch(stack("RangeError: thrown with a cause"));
    expect(below("failed in a call")).toMatch(/"cause": \{\n +"type": "Error",/);
    expect(below("failed in a call")).toMatch(stack("Error: the cause"));
    for (const error of ["AggregateError: all", "Error: one", "Error: two"]) {
      expect(below("aggregated")).toMatch(stack(error));
    }
  });
});
