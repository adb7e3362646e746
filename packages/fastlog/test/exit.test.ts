import { describe, expect, test } from "vitest";
import { program, run } from "./child.ts";
import { messagesIn, recordsIn } from "./lines.ts";
import {
  appendedFile,
  fileBackend,
  pipe,
  type Sink,
  socket,
  terminal,
  truncatedFile,
} from "./sinks.ts";

const COUNT = 100_000;

const SINKS: readonly { name: string; sink: Sink | undefined }[] = [
  { name: "a file", sink: fileBackend },
  { name: "stdout, a socket", sink: socket },
  { name: "stdout, a pipe", sink: pipe },
  { name: "stdout, a file opened by >", sink: truncatedFile },
  { name: "stdout, a file opened by >>", sink: appendedFile },
  { name: "stdout, a terminal", sink: terminal },
];

const ENDINGS: readonly { how: string; ending: string; status: number }[] = [
  { how: "returns", ending: "return", status: 0 },
  { how: "calls process.exit(0)", ending: "exit", status: 0 },
  { how: "dies of an exception", ending: "throw", status: 1 },
  { how: "dies of a rejected promise", ending: "reject", status: 1 },
  { how: "is killed after fatal()", ending: "kill", status: 128 + 9 },
  { how: "aborts after fatal()", ending: "abort", status: 128 + 6 },
];

const PACES = [
  { pace: "busy", what: "a busy loop" },
  { pace: "turns", what: "many turns" },
];

const RUNS = PACES.flatMap((pace) => ENDINGS.map((ending) => ({ ...pace, ...ending })));

for (const { name, sink } of SINKS) {
  describe.skipIf(sink === undefined)(`100,000 records go to ${name}`, () => {
    test.concurrent.for(RUNS)(
      "and all are there when the program, after $what, $how",
      async ({ pace, ending, status }) => {
        const outcome = await (sink as Sink)(program("ends.mjs", COUNT, pace, ending));
        expect(recordsIn(outcome.text)).toEqual({ count: COUNT, rest: "" });
        expect(outcome.status).toBe(status);
      },
    );
  });
}

describe("what is logged while the process ends", () => {
  test.concurrent.for([
    { event: "exit", ending: "return" },
    { event: "exit", ending: "exit" },
    { event: "beforeExit", ending: "return" },
  ])(
    "in listeners of $event is there, once, when the program ends by $ending",
    async ({ event, ending }) => {
      const { stdout, stderr, status } = await run(program("exit-handlers.mjs", event, ending));
      expect(messagesIn(stdout)).toEqual([
        "the first record",
        "in a listener that was there before the first record",
        "in a listener that came after the first record",
      ]);
      expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
    },
  );

  test.concurrent.for(["exit", "beforeExit"])(
    "in a listener of %s is there, once, when it is the first record of all",
    async (event) => {
      const { stdout } = await run(program("before-exit-only.mjs", event));
      expect(messagesIn(stdout)).toEqual(["in a listener"]);
    },
  );

  test("is there although the program found more to do in beforeExit, and was killed", async () => {
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
