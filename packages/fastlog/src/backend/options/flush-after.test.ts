import { setTimeout as delay, setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { Copying } from "../../../test/fixtures/unit/backends.ts";
import { MAX_RECORDS } from "../../batch/chunk.ts";
import type { Options } from "../../config/options.ts";
import { settingsOf } from "../../config/settings.ts";
import { sinkSettings } from "../../config/sink-plan.ts";
import { Runtime } from "../../lifecycle/runtime.ts";
import type { Backend } from "../backend.ts";
import { udp } from "../datagram/udp.ts";
import { FallbackBackend } from "../fallback/fallback-backend.ts";
import { stderr, stdout } from "../fd/standard.ts";
import { file } from "../file/file.ts";
import { memory } from "../memory.ts";
import { processStdout } from "../process-stream.ts";
import { tcp, unix } from "../stream/factories.ts";
import { openBackend } from "../url.ts";

process.setMaxListeners(0);

const FORMAT = { template: "{message}" } as const;

/** So long that nothing of a test takes longer. */
const LONG = 60_000;

/** A runtime that has just written something. */
async function make(options: Options = {}, backend: Copying = new Copying()) {
  const runtime = new Runtime({});
  runtime.configure({ backend, format: FORMAT, flushAfter: LONG, ...options });
  const app = runtime.logger("app");
  app.info("first");
  await nextTurn();
  return { runtime, backend, app, text: () => backend.bytes.toString() };
}

describe("what is logged soon after something was written", () => {
  test("waits, and is written together", async () => {
    const { runtime, backend, app, text } = await make();
    expect(text()).toBe("first\n");
    for (let i = 0; i < 10; i++) {
      app.info("turn {}", i);
      await nextTurn();
    }
    expect(text()).toBe("first\n");
    runtime.flushSync();
    expect(backend.chunks.map(String)).toEqual([
      "first\n",
      Array.from({ length: 10 }, (_, i) => `turn ${i}\n`).join(""),
    ]);
  });

  test("is written by itself after that time", async () => {
    const { app, text } = await make({ flushAfter: 1 });
    app.info("second");
    await delay(10);
    expect(text()).toBe("first\nsecond\n");
  });

  test("is written at the end of each turn where the time is 0", async () => {
    const { backend, app } = await make({ flushAfter: 0 });
    for (let i = 0; i < 3; i++) {
      app.info("turn {}", i);
      await nextTurn();
    }
    expect(backend.chunks.map(String)).toEqual(["first\n", "turn 0\n", "turn 1\n", "turn 2\n"]);
  });

  test("does not wait once the time is configured to be shorter", async () => {
    const { runtime, app, text } = await make();
    app.info("second");
    await nextTurn();
    runtime.configure({ flushAfter: 0 });
    app.info("third");
    await nextTurn();
    expect(text()).toBe("first\nsecond\nthird\n");
  });

  test("does not wait where it is of level flushOn, and nothing before it does", async () => {
    const { app, text } = await make();
    app.info("second");
    app.fatal("third");
    expect(text()).toBe("first\nsecond\nthird\n");
  });

  test("does not wait where it fills a chunk", async () => {
    const { app, backend } = await make();
    for (let i = 0; i <= MAX_RECORDS; i++) app.info("one of many");
    expect(backend.records).toHaveLength(1 + MAX_RECORDS);
  });

  test.each<[string, (backend: Backend) => Options]>([
    ["one", (backend) => ({ backend })],
    ["several", (backend) => ({ backend: [backend, { backend: memory(), flushAfter: LONG }] })],
  ])(
    "waits no longer than this turn where it is 16 KiB or more, with %s backend",
    async (_, options) => {
      const backend = new Copying();
      const { app } = await make(options(backend), backend);
      const text = "m".repeat(1_023);
      for (let i = 0; i < 32; i++) app.info(text);
      expect(backend.chunks).toHaveLength(1);
      await nextTurn();
      expect(backend.chunks.map(String)).toEqual(["first\n", `${text}\n`.repeat(32)]);
      app.info("less");
      await nextTurn();
      expect(backend.chunks).toHaveLength(2);
    },
  );

  test.each<[string, (runtime: Runtime) => unknown]>([
    ["flush()", (runtime) => runtime.flush()],
    ["close()", (runtime) => runtime.close()],
    ["reopen()", (runtime) => runtime.reopen()],
    ["configure()", (runtime) => runtime.configure({ backend: memory() })],
    ["the end of the process", (runtime) => runtime.end(true)],
  ])("is written by %s", async (_, action) => {
    const { runtime, app, text } = await make();
    app.info("second");
    await action(runtime);
    expect(text()).toBe("first\nsecond\n");
  });

  test("makes a busy program write now and then, not in each turn", async () => {
    const { backend, app } = await make({ flushAfter: 20 });
    const before = performance.now();
    let records = 1;
    while (performance.now() - before < 100) {
      app.info("again");
      records++;
      await nextTurn();
    }
    const passed = performance.now() - before;
    // A timer may be early by what the event loop's own time is late.
    // On a fast machine there are 16 KiB before that, which do not wait.
    const enough = (records * "again\n".length) / 16_384;
    expect(backend.chunks.length).toBeLessThanOrEqual(2 + passed / 10 + enough);
    await delay(30);
    expect(backend.records).toHaveLength(records);
  });
});

describe("the time is", () => {
  const of = (backend: Backend, given: Options = {}, entry: object = {}) =>
    sinkSettings({ backend, ...entry }, backend, settingsOf(given)).flushAfter;

  test.each<[string, () => Backend]>([
    ["a file", () => file("/dev/null")],
    ["TCP", () => tcp({ host: "127.0.0.1", port: 9 })],
    ["a Unix socket", () => unix("/nowhere")],
    ["UDP", () => udp({ host: "127.0.0.1", port: 9 })],
    ["a backend of the program's own", () => new Copying()],
  ])("a millisecond for %s", (_, open) => {
    expect(of(open())).toBe(1);
  });

  test.each<[string, () => Backend]>([
    ["stdout", () => stdout()],
    ["stderr", () => stderr()],
    ["a file that is stdout", () => file("/dev/stdout")],
    ["process.stdout", () => processStdout()],
    ["memory", () => memory()],
  ])("none for %s, where others write or look", (_, open) => {
    expect(of(open())).toBe(0);
  });

  test.each<[string, () => Backend]>([
    ["stdout", () => stdout({ flushAfter: 7 })],
    ["stdout by its URL", () => openBackend("stdout?flushAfter=7")],
    ["process.stdout by its URL", () => openBackend("process.stdout?flushAfter=7ms")],
    ["a file", () => file("/dev/null", { flushAfter: 7 })],
    ["TCP", () => tcp({ host: "127.0.0.1", port: 9, flushAfter: 7 })],
    ["TCP by its URL", () => openBackend("tcp://127.0.0.1:9?flushAfter=7")],
    ["UDP by its URL", () => openBackend("udp://127.0.0.1:9?flushAfter=7")],
    ["a fallback's", () => new FallbackBackend(stdout({ flushAfter: 7 }), memory())],
  ])("what %s has of its own, whatever is configured", (_, open) => {
    const backend = open();
    expect(of(backend, { flushAfter: 3 })).toBe(7);
    expect(of(backend, { flushAfter: 3 }, { flushAfter: 5 })).toBe(5);
  });

  test.each([stdout(), memory(), file("/dev/null")])("what is configured, for $name", (backend) => {
    expect(of(backend, { flushAfter: 3 })).toBe(3);
  });

  test("the shortest one of several backends, for all of them", async () => {
    const [first, second] = [new Copying(), new Copying()];
    const entries = [
      { backend: first, flushAfter: LONG },
      { backend: second, flushAfter: 0 },
    ];
    const { app } = await make({ backend: entries });
    app.info("second");
    await nextTurn();
    expect(second.bytes.toString()).toBe("first\nsecond\n");
    expect(first.bytes.toString()).toBe("first\nsecond\n");
  });
});
