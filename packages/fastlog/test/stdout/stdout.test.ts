import { closeSync, openSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { recordsIn } from "../lines.ts";
import {
  abandonedFifo,
  appendedFile,
  pipe,
  pipeTo,
  type Sink,
  slowPipe,
  slowSocket,
  socket,
  truncatedFile,
} from "../sinks.ts";

test.concurrent.for<[name: string, sink: Sink]>([
  ["a pipe", pipe],
  ["a socket", socket],
  ["a file opened by >", truncatedFile],
  ["a file opened by >>", appendedFile],
])("what console.log and fastlog write to %s is in order, and all there", async ([, sink]) => {
  const turns = 400;
  const { text, stderr } = await sink(program("alternates.mjs", turns));
  const seen = text
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t").at(-1));
  expect(seen).toEqual(
    Array.from({ length: turns }, (_, i) => `by ${i % 2 === 0 ? "console" : "fastlog"} ${i}`),
  );
  expect(stderr).toBe("");
});

describe("a reader that is late", () => {
  const COUNT = 50_000; // some 3.7 MB, of which a pipe takes 64 KiB

  test.concurrent.for<[name: string, touch: string, sink: Sink]>([
    ["pipe", "untouched", slowPipe],
    ["pipe", "touched", slowPipe],
    ["socket", "untouched", slowSocket],
    ["socket", "touched", slowSocket],
  ])("gets every line from a %s that process.stdout has %s", async ([, touch, sink]) => {
    const { text, status, stderr } = await sink(program("burst.mjs", COUNT, touch));
    expect(recordsIn(text)).toEqual({ count: COUNT, rest: "" });
    expect({ status, stderr }).toEqual({ status: 7, stderr: "" });
  });
});

describe("a reader that stalls", () => {
  test.concurrent.for(["drop-newest", "drop-oldest"])(
    "does not hold up a program that drops: %s, and every record is delivered, dropped or told",
    async (overflow) => {
      const count = 50_000;
      const env = { LOG_BACKEND: `stdout?overflow=${overflow}&buffer=512kb` };
      const argv = program("burst.mjs", count, "untouched");
      // It reads nothing before the program has ended.
      const reader = "{ while [ ! -s status ]; do sleep 0.05; done; cat; }";
      const { text, status, stderr, report } = await pipeTo(reader, argv, { env });
      expect(status).toBe(7);
      const lines = text.split("\n");
      // A line that the pipe had no room for any more is there in part, at the end.
      const tail = lines.pop() as string;
      const records = lines.filter((line) => /\trecord \d+$/.test(line));
      const notices = lines.filter((line) =>
        /\t\d+ records dropped: stdout did not keep up$/.test(line),
      );
      expect(records.length + notices.length).toBe(lines.length);
      expect(tail.length).toBeLessThan(100);
      const [backend] = JSON.parse(report[0] ?? "").backends;
      const [, left] = /^fastlog: stdout: (\d+) records could not be delivered/.exec(stderr) ?? [];
      expect(backend.dropped).toBeGreaterThan(0);
      expect(records.length).toBeGreaterThan(0);
      // What was in the first chunk in part counts as not delivered.
      expect(records.length + backend.dropped + Number(left)).toBeGreaterThanOrEqual(count);
    },
  );
});

describe("a reader that has enough", () => {
  test.concurrent.for(["untouched", "touched"])(
    "does not disturb a program whose process.stdout is %s; what it missed is counted",
    async (touch) => {
      const count = 100_000;
      const outcome = await pipeTo("head -n 1", program("burst.mjs", count, touch));
      expect(recordsIn(outcome.text)).toEqual({ count: 1, rest: "" });
      expect({ status: outcome.status, stderr: outcome.stderr }).toEqual({ status: 7, stderr: "" });
      const [backend] = JSON.parse(outcome.report[0] ?? "").backends;
      expect(backend.dropped).toBeGreaterThan(0);
      expect(backend.records + backend.dropped).toBe(count);
      expect(backend.errors).toEqual({ EPIPE: 1 });
    },
  );

  test.concurrent("may be gone before the first record, and a named pipe with it", async () => {
    const { stderr, status, report } = await abandonedFifo(program("burst.mjs", 1000));
    expect({ status, stderr }).toEqual({ status: 7, stderr: "" });
    expect(JSON.parse(report[0] ?? "").backends[0].dropped).toBe(1000);
  });
});

const isLinux = process.platform === "linux";

test.skipIf(!isLinux)(
  "a full device does not disturb the program either; it is named once, and what is left at the end",
  async () => {
    const device = openSync("/dev/full", "w");
    try {
      const argv = program("burst.mjs", 100_000, "untouched");
      const { status, stderr, report } = await run(argv, { stdout: device });
      expect(status).toBe(7);
      const [complaint, left, ...others] = stderr.split("\n");
      expect(complaint).toMatch(/^fastlog: stdout: ENOSPC: .*; retrying$/);
      // Of 100,000 none is there, nor a notice: all are told.
      expect(left).toBe(
        "fastlog: stdout: 100000 records could not be delivered (ENOSPC, overflow)",
      );
      expect(others).toEqual([""]);
      const [backend] = JSON.parse(report[0] ?? "").backends;
      expect(backend.records).toBe(0);
      expect(backend.dropped).toBeGreaterThan(0);
    } finally {
      closeSync(device);
    }
  },
);
