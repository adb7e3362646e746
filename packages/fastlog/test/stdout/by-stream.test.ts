import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { recordsIn } from "../lines.ts";
import { pipe, socket, terminal } from "../sinks.ts";

const COUNT = 20_000;

describe.each([
  ["a pipe", pipe],
  ["a socket", socket],
  ["a terminal", terminal],
] as const)("records that go to %s by process.stdout", (_, sink) => {
  test.skipIf(sink === undefined).for(["return", "exit", "close"])(
    "are all there, or told, when the program ends by %s",
    async (how) => {
      const { text, status, stderr } = await (sink as typeof pipe)(
        program("by-stream.mjs", how, COUNT),
      );
      // What a pipe has not taken when process.exit() is called is lost, and told.
      const [, doubted = 0] = /^fastlog: process.stdout: (\d+) records? may not/.exec(stderr) ?? [];
      const { count } = recordsIn(text);
      expect(count + Number(doubted)).toBeGreaterThanOrEqual(COUNT);
      if (how !== "exit") expect({ count, stderr }).toEqual({ count: COUNT, stderr: "" });
      expect(status).toBe(0);
    },
  );
});

test.for(["worker, return", "worker, exit", "worker, close"])(
  "the parent of a worker that was made with stdout: true has all records: %s",
  async (how) => {
    const { stdout, stderr } = await run(program("by-stream.mjs", how, COUNT));
    const [first, ...lines] = stdout.split("\n");
    expect(first).toBe("of the worker:");
    expect(recordsIn(lines.join("\n"))).toEqual({ count: COUNT, rest: "" });
    expect(stderr).toBe("");
  },
);

test("whoever has replaced process.stdout.write has all records", async () => {
  const { stdout } = await run(program("by-stream.mjs", "patched", 100));
  expect(stdout.match(/RECORD \d+$/gm)).toHaveLength(100);
});

test("LOG_BACKEND may name it", async () => {
  const env = { LOG_BACKEND: "process.stderr" };
  const { stderr, stdout } = await run(program("once.mjs", "{}"), { env });
  expect(recordsIn(stderr)).toEqual({ count: 1, rest: "" });
  expect(stdout).toBe("");
});
