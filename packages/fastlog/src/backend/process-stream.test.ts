import { afterEach, describe, expect, test, vi } from "vitest";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { Logger } from "../call/logger.ts";
import { Runtime } from "../lifecycle/runtime.ts";
import { processStdout } from "./process-stream.ts";

type Write = typeof process.stdout.write;

const FORMAT = { template: "{message}" } as const;

afterEach(() => vi.restoreAllMocks());

/** Replaces `process.stdout.write`; returns what it was given. */
function replace(answer: (text: string, callback: (error?: Error) => void) => unknown): string[] {
  const written: string[] = [];
  const write = (text: string, callback: (error?: Error) => void) => {
    written.push(text);
    return answer(text, callback);
  };
  // Others of this process may have written to it.
  vi.spyOn(process.stdout, "writableLength", "get").mockReturnValue(0);
  vi.spyOn(process.stdout, "write").mockImplementation(write as unknown as Write);
  return written;
}

function make(options: Parameters<Runtime["configure"]>[0] = {}): {
  runtime: Runtime;
  app: Logger;
} {
  const runtime = new Runtime({});
  runtime.configure({ backend: "process.stdout", format: FORMAT, ...options });
  return { runtime, app: runtime.logger("app") };
}

describe("by process.stdout", () => {
  test("a write that was replaced gets text, a chunk at a time", () => {
    const written = replace(() => true);
    const { runtime, app } = make();
    app.info("zwölf");
    app.info("two");
    runtime.flushSync();
    expect(written).toEqual(["zwölf\ntwo\n"]);
    expect(runtime.stats().backends).toMatchObject([
      { name: "process.stdout", records: 2, bytes: 11, buffered: 0, state: "open" },
    ]);
  });

  test("one that is replaced later is used from then on", () => {
    const { runtime, app } = make();
    const first = replace(() => true);
    app.info("one");
    runtime.flushSync();
    const second = replace(() => true);
    app.info("two");
    runtime.flushSync();
    expect([first, second]).toEqual([["one\n"], ["two\n"]]);
  });

  test("one that says nothing, and never calls back, is flushed all the same", async () => {
    replace(() => undefined);
    const { runtime, app } = make();
    app.info("one");
    await runtime.flush();
    await runtime.close();
    expect(runtime.stats().backends).toMatchObject([{ records: 1, dropped: 0, state: "closed" }]);
  });

  test("one that has enough is left alone until it drains, and the buffer is bounded", () => {
    const written = replace(() => false);
    const { runtime, app } = make({ buffer: 131_072 });
    app.info("first");
    runtime.flushSync();
    for (let i = 0; i < 1_000; i++) app.info("x".repeat(999));
    runtime.flushSync();
    expect(written).toEqual(["first\n"]);
    const [before] = runtime.stats().backends;
    expect(before).toMatchObject({ state: "waiting", records: 1 });
    expect(before?.dropped).toBeGreaterThan(800);
    expect(before?.buffered).toBeLessThanOrEqual(131_072);
    process.stdout.emit("drain");
    expect(written.length).toBe(2);
  });

  test("as the process ends one that has enough is given the rest", () => {
    const written = replace(() => false);
    const { runtime, app } = make();
    app.info("first");
    runtime.flushSync();
    for (let i = 0; i < 200; i++) app.info("x".repeat(999));
    runtime.end(true);
    expect(written.join("").length).toBe(6 + 200_000);
    expect(runtime.stats().backends).toMatchObject([{ records: 201, buffered: 0 }]);
  });

  test("a flush waits until the stream has written", async () => {
    let answer: () => void = () => expect.fail("nothing was written");
    replace((_, callback) => {
      answer = callback;
      return true;
    });
    vi.spyOn(process.stdout, "writableLength", "get").mockReturnValue(4);
    const { runtime, app } = make();
    app.info("one");
    let isFlushed = false;
    const flushed = runtime.flush().then(() => {
      isFlushed = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isFlushed).toBe(false);
    answer();
    await flushed;
  });

  test("what the stream has not written as the process ends is uncertain, and told", () => {
    replace(() => true);
    vi.spyOn(process.stdout, "writableLength", "get").mockReturnValue(4);
    const told: string[] = [];
    const { runtime, app } = make({ onBackendError: ({ message }) => told.push(message) });
    app.info("one");
    runtime.end(true);
    expect(told).toEqual([
      "1 record may not have been written: await flush() before process.exit()",
    ]);
    expect(runtime.stats().backends).toMatchObject([{ records: 1, uncertain: 1 }]);
  });

  test("one that throws loses its records: they are counted, and told", () => {
    replace(() => {
      throw new Error("broken");
    });
    const told: string[] = [];
    const { runtime, app } = make({ onBackendError: ({ message }) => told.push(message) });
    app.info("one");
    expect(() => runtime.flushSync()).not.toThrow();
    expect(told).toEqual(["broken; the records are dropped"]);
    expect(runtime.stats().backends).toMatchObject([
      { dropped: 1, droppedByReason: { refused: 1 }, errors: { UNKNOWN: 1 } },
    ]);
  });

  test("one that fails is at its end: what follows is counted as gone", () => {
    replace((_, callback) => {
      callback(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
      return false;
    });
    const { runtime, app } = make();
    for (const message of ["one", "two"]) {
      app.info(message);
      runtime.flushSync();
    }
    expect(runtime.stats().backends).toMatchObject([
      { state: "gone", records: 1, droppedByReason: { gone: 1 }, errors: { EPIPE: 1 } },
    ]);
  });

  test("one that logs in its turn gets both records whole", async () => {
    let isDone = false;
    const { runtime, app } = make();
    const written = replace(() => {
      if (!isDone) {
        isDone = true;
        app.info("inner");
      }
      return true;
    });
    const lines = Array.from({ length: 200 }, (_, i) => `${i} ${"x".repeat(990)}`);
    for (const line of lines) app.info(line);
    await runtime.flush();
    // What it logged itself was behind that.
    await runtime.flush();
    const got = written.join("").split("\n").slice(0, -1);
    expect(got.filter((line) => line !== "inner")).toEqual(lines);
    expect(got).toContain("inner");
  });
});

test("a URL has its parameters, and those that are unknown are named", () => {
  const recording = new Recording({ backend: processStdout({ buffer: 65_536 }) });
  expect(recording.pipeline.sinks[0]?.settings).toMatchObject({
    buffer: 65_536,
    overflow: "drop-newest",
  });
  const configure = (backend: string) => () => new Runtime({}).configure({ backend });
  expect(configure("process.stdout?overflow=drop-oldest&buffer=1mb")).not.toThrow();
  expect(configure("process.stderr")).not.toThrow();
  expect(configure("process.stdout?overflow=block")).toThrow(/overflow/);
  expect(configure("process.stdin")).toThrow(/expected "stdout", "stderr", "process.stdout"/);
});

describe("what stands in for process.stdout", () => {
  const written: string[] = [];

  /** Replaces `process.stdout` itself. */
  function standIn(stream: () => unknown): void {
    vi.spyOn(process, "stdout", "get").mockImplementation(stream as () => typeof process.stdout);
  }

  afterEach(() => {
    written.length = 0;
  });

  test("may have nothing but a write, and say that it has enough", async () => {
    standIn(() => ({
      write: (text: string) => {
        written.push(text);
        return false;
      },
    }));
    const { runtime, app } = make();
    for (const text of ["one", "two"]) {
      app.info(text);
      runtime.flushSync();
    }
    await runtime.close();
    expect(written).toEqual(["one\n", "two\n"]);
    expect(runtime.stats().backends).toMatchObject([{ records: 2, dropped: 0 }]);
  });

  test("may report an error without having events", () => {
    standIn(() => ({
      write: (_: string, answered: (error: Error) => void) => answered(new Error("gone")),
    }));
    const { runtime, app } = make();
    app.info("one");
    expect(() => runtime.flushSync()).not.toThrow();
    expect(runtime.stats().backends).toMatchObject([{ state: "gone", errors: { UNKNOWN: 1 } }]);
  });

  test.each<[name: string, stream: () => unknown]>([
    [
      "throws as it is read",
      () => {
        throw new Error("no standard output");
      },
    ],
    ["is not there", () => undefined],
  ])("costs what was logged while it %s, which is counted, and no more", async (_, stream) => {
    vi.spyOn(process.stderr, "write").mockReturnValue(true);
    standIn(stream);
    const { runtime, app } = make();
    app.info("lost");
    runtime.flushSync();
    standIn(() => ({ write: (text: string) => written.push(text) }));
    app.info("kept");
    await runtime.close();
    expect(written).toEqual(["kept\n"]);
    expect(runtime.stats().backends).toMatchObject([{ records: 1, dropped: 1 }]);
  });
});
