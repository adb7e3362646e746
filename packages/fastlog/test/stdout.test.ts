import { describe, expect, test } from "vitest";
import { program } from "./child.ts";
import { recordsIn } from "./lines.ts";
import { abandonedFifo, appendedFile, pipe, pipeTo, slowPipe, slowSocket, socket, truncatedFile } from "./sinks.ts";

test.concurrent.for([
  { name: "a pipe", sink: pipe },
  { name: "a socket", sink: socket },
  { name: "a file opened by >", sink: truncatedFile },
  { name: "a file opened by >>", sink: appendedFile },
])("what console.log and fastlog write to $name is in order, and all there", async ({ sink }) => {
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
  const SINKS = [
    { name: "pipe", sink: slowPipe },
    { name: "socket", sink: slowSocket },
  ];
  const RUNS = SINKS.flatMap((sink) => [
    { ...sink, touch: "untouched", after: "is left alone" },
    { ...sink, touch: "touched", after: "was made non-blocking by process.stdout" },
  ]);

  test.concurrent.for(RUNS)(
    "gets every line from a $name that $after",
    async ({ sink, touch }) => {
      const { text, status, stderr } = await sink(program("burst.mjs", COUNT, touch));
      expect(recordsIn(text)).toEqual({ count: COUNT, rest: "" });
      expect({ status, stderr }).toEqual({ status: 7, stderr: "" });
    },
  );
});

describe("a reader that has enough", () => {
  test.concurrent.for(["untouched", "touched"])(
    "does not disturb a program whose stdout is %s; what it missed is counted",
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
