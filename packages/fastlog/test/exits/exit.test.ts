import { describe, expect, test } from "vitest";
import { program, run } from "../child.ts";
import { messagesIn, recordsIn } from "../lines.ts";
import { appendedFile, fileBackend, type Sink, socket, truncatedFile } from "../sinks.ts";

const COUNT = 100_000;

// A file, a pipe and a terminal are in the table of exits.
const SINKS: readonly { name: string; sink: Sink }[] = [
  { name: "stdout, a socket", sink: socket },
  { name: "stdout, a file opened by >", sink: truncatedFile },
  { name: "stdout, a file opened by >>", sink: appendedFile },
];

const ENDINGS: readonly [how: string, ending: string, status: number][] = [
  ["returns", "return", 0],
  ["calls process.exit(0)", "exit", 0],
  ["dies of an exception", "throw", 1],
  ["dies of a rejected promise", "reject", 1],
  ["is killed after fatal()", "kill", 128 + 9],
  ["aborts after fatal()", "abort", 128 + 6],
];

for (const { name, sink } of SINKS) {
  describe(`100,000 records go to ${name}, and all are there`, () => {
    test.concurrent.for(ENDINGS)("if the program %s after a busy loop", ([, ending, status]) =>
      expectAll(sink, ["busy", ending], status),
    );

    test.concurrent.for(ENDINGS)("if the program %s after many turns", ([, ending, status]) =>
      expectAll(sink, ["turns", ending], status),
    );
  });
}

async function expectAll(sink: Sink, args: readonly string[], status: number): Promise<void> {
  const outcome = await sink(program("ends.mjs", COUNT, ...args));
  expect(recordsIn(outcome.text)).toEqual({ count: COUNT, rest: "" });
  expect(outcome.status).toBe(status);
}

describe("what may wait for a minute is all there, and the program does not wait for that,", () => {
  const env = { LOG_BACKEND: "stdout?flushAfter=60000" };

  test.concurrent.for(ENDINGS)("if it %s", async ([, ending, status]) => {
    const outcome = await appendedFile(program("ends.mjs", 2_000, "turns", ending), { env });
    expect(recordsIn(outcome.text)).toEqual({ count: 2_000, rest: "" });
    expect(outcome.status).toBe(status);
  });

  test.concurrent.for(["return", "exit", "throw", "reject", "exitOfMain"])(
    "if its worker ends by %s",
    async (ending) => {
      const argv = program("exit-table.mjs", "worker", "turns", ending, 2_000);
      const { text, status } = await appendedFile(argv, { env });
      expect(recordsIn(text)).toEqual({ count: 2_000, rest: "" });
      expect(status).toBe(0);
    },
  );
});

describe("what is logged while the process ends", () => {
  test.concurrent.for<[event: string, how: string, ending: string]>([
    ["exit", "returns", "return"],
    ["exit", "calls process.exit()", "exit"],
    ["beforeExit", "returns", "return"],
  ])("in listeners of %s is there, once, when the program %s", async ([event, , ending]) => {
    const { stdout, stderr, status } = await run(program("exit-handlers.mjs", event, ending));
    expect(messagesIn(stdout)).toEqual([
      "the first record",
      "in a listener that was there before the first record",
      "in a listener that came after the first record",
    ]);
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  });

  test.concurrent.for(["exit", "beforeExit"])(
    "in a listener of %s is there, once, when it is the first record of all",
    async (event) => {
      const { stdout } = await run(program("before-exit-only.mjs", event));
      expect(messagesIn(stdout)).toEqual(["in a listener"]);
    },
  );

  test("is there, but for the running turn, although the program found more to do in beforeExit and was killed", async () => {
    const { stdout, signal } = await run(program("goes-on.mjs"));
    expect(recordsIn(stdout)).toEqual({ count: 1000, rest: "" });
    expect(signal).toBe("SIGKILL");
  });
});

test("flushSync, flush and close have everything written; what comes after close is counted", async () => {
  const { report, text } = await fileBackend(program("flushes.mjs"));
  expect(report).toEqual([
    "logged: 0 lines, 0 dropped",
    "flushSync: 1 lines, 0 dropped",
    "flush: 2 lines, 0 dropped",
    "close begun: 3 lines, 0 dropped",
    "closed: 3 lines, 2 dropped",
    "configured again: 4 lines, 2 dropped",
  ]);
  expect(recordsIn(text)).toEqual({ count: 4, rest: "" });
});

test("with flushOn: trace a program that is killed has lost nothing", async () => {
  const { text, status } = await fileBackend(program("durable.mjs", 1000));
  expect(recordsIn(text)).toEqual({ count: 1000, rest: "" });
  expect(status).toBe(128 + 9);
});

test.for([{}, { signals: true }])(
  "a program that logs once, configured with %j, ends by itself",
  async (options) => {
    const { stdout, stderr, status } = await run(program("once.mjs", JSON.stringify(options)));
    expect(recordsIn(stdout)).toEqual({ count: 1, rest: "" });
    expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  },
);
