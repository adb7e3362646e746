import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Evicting, Holding } from "../../test/fixtures/unit/backends.ts";
import { toldWhile } from "../../test/fixtures/unit/complaints.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { BackendState } from "../backend/backend.ts";
import { CHUNK_SIZE } from "../batch/chunk.ts";
import { Runtime } from "../lifecycle/runtime.ts";

vi.mock("../time/timers.ts", () => import("../../test/fixtures/unit/global-timers.ts"));
vi.mock("../time/system-time.ts", () => import("../../test/fixtures/unit/global-time.ts"));

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

const LINE = "x".repeat(1_000);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Logs more than fits the two chunks that there are. */
function overflow({ app }: Recording, records = 200): void {
  for (let i = 0; i < records; i++) app.info(LINE);
}

describe("once there is room again after records were dropped,", () => {
  test("one record of the target fastlog says how many they were, in the log itself", () => {
    const backend = new Holding();
    const template = "{level} {target} {message}";
    const recording = new Recording({ backend, buffer: 0, template });
    overflow(recording);
    const { dropped } = recording.pipeline.batch.counters;
    expect(dropped).toBeGreaterThan(0);
    vi.runAllTimers();
    backend.release();
    vi.runAllTimers();
    backend.release();
    const notices = backend.text.split("\n").filter((line) => line.includes("dropped"));
    expect(notices).toEqual([`WARN fastlog ${dropped} records dropped: holding: did not keep up`]);
    expect(recording.pipeline.sinks[0]?.notices).toBe(1);
  });

  test("it says for how long the backend was unreachable, where that was the cause", () => {
    let state: BackendState = "waiting";
    const backend = Object.assign(new Holding(), {
      counters: () => ({ errors: {}, outage: 12_149, state }),
    });
    const recording = new Recording({ backend, buffer: 0 });
    overflow(recording);
    state = "open";
    backend.release();
    vi.runAllTimers();
    backend.release();
    expect(backend.text).toMatch(/\n\d+ records dropped: holding: was unreachable for 12\.1s\n$/);
  });

  test("it does not speak of an outage that was over by then", () => {
    const backend = Object.assign(new Holding(), {
      counters: () => ({ errors: {}, outage: 12_149, state: "open" as const }),
    });
    const recording = new Recording({ backend, buffer: 0 });
    overflow(recording);
    backend.release();
    vi.runAllTimers();
    backend.release();
    expect(backend.text).toMatch(/\n\d+ records dropped: holding: did not keep up\n$/);
  });

  test("a notice is also written if the oldest records were dropped", () => {
    const backend = Object.assign(new Evicting(), {
      counters: () => ({ errors: {}, outage: 3_000, state: "waiting" as const }),
    });
    const buffer = 6 * CHUNK_SIZE;
    const recording = new Recording({ backend, buffer, overflow: "drop-oldest" });
    overflow(recording, 1_000);
    vi.advanceTimersByTime(1_000);
    recording.pipeline.batch.seal();
    backend.release();
    expect(backend.text).toMatch(/\n\d+ records dropped: evicting: was unreachable for 3\.0s\n$/);
  });

  test("it is said once a second at the most, and every record is in one of the notices", () => {
    const backend = new Holding();
    const recording = new Recording({ backend, buffer: 0 });
    for (let i = 0; i < 50; i++) {
      overflow(recording, 300);
      backend.release();
      vi.advanceTimersByTime(100);
    }
    recording.pipeline.batch.seal();
    backend.release();
    vi.advanceTimersByTime(1_000);
    backend.release();
    const told = [...backend.text.matchAll(/^(\d+) records dropped/gm)].map(([, n]) => Number(n));
    expect(told.length).toBeGreaterThan(3);
    expect(told.length).toBeLessThanOrEqual(7);
    const { dropped } = recording.pipeline.batch.counters;
    expect(told.reduce((sum, n) => sum + n, 0)).toBe(dropped);
  });

  test("no notice is written as long as there is no room", () => {
    const backend = new Holding();
    const recording = new Recording({ backend, buffer: 0 });
    overflow(recording);
    vi.advanceTimersByTime(10_000);
    expect(recording.pipeline.sinks[0]?.notices).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });
});

test("what was dropped is said when the process ends, without waiting for the second", () => {
  const runtime = new Runtime({});
  const backend = new Holding();
  runtime.configure({ backend, buffer: 0, format: { template: "{message}" } });
  const { info } = runtime.logger("app");
  for (let i = 0; i < 200; i++) info(LINE);
  backend.release();
  runtime.end(true);
  backend.release();
  expect(backend.text).toMatch(/\n\d+ records dropped: holding: did not keep up\n$/);
});

describe("what was not delivered by the end of the process", () => {
  /** A runtime whose peer refuses connections, and what the end of the process says of it. */
  function ending() {
    const runtime = new Runtime({});
    const counters = () => ({ errors: { ECONNREFUSED: 1 }, outage: 0, state: "waiting" as const });
    const backend = Object.assign(new Holding(), { counters });
    runtime.configure({ backend, onBackendError() {} });
    const end = () => toldWhile(() => [runtime.end(true), runtime.reportLeft()]);
    return { info: runtime.plain.info, backend, end };
  }

  test("is reported once, however often the process is asked to end", () => {
    const { info, end } = ending();
    for (let i = 0; i < 3; i++) info("kept");
    expect(end()).toEqual(["fastlog: holding: 3 records could not be delivered (ECONNREFUSED)\n"]);
    expect(end()).toEqual([]);
  });

  test("and is delivered later does not hide a later loss", () => {
    const { info, backend, end } = ending();
    for (let i = 0; i < 3; i++) info("kept");
    expect(end()).toHaveLength(1);
    backend.release();
    expect(end()).toEqual([]);
    for (let i = 0; i < 2; i++) info("lost");
    for (const chunk of backend.held) chunk.discard("closed");
    expect(end()).toEqual(["fastlog: holding: 2 records could not be delivered (ECONNREFUSED)\n"]);
  });
});

describe("a backend that throws what is submitted to it", () => {
  const throwing = (error: unknown) =>
    Object.assign(new Holding(), {
      submit() {
        throw error;
      },
    });

  test("is reported to the hook of the application", () => {
    const runtime = new Runtime({});
    const told: unknown[] = [];
    const cause = new Error("not now");
    const backend = throwing(cause);
    runtime.configure({ backend, onBackendError: (trouble) => told.push(trouble) });
    runtime.plain.info("lost");
    runtime.flushSync();
    const message = 'submit() threw "not now"; its records are dropped';
    expect(told).toEqual([{ backend: "holding:", code: "THROWN", message, cause }]);
  });

  test.each([
    ["an error", new Error("no")],
    ["an object without a prototype", Object.create(null)],
  ])("loses records that are counted, and no call throws (%s)", (_, error) => {
    const runtime = new Runtime({});
    const backend = throwing(error);
    runtime.configure({ backend, flushOn: "trace", onBackendError() {} });
    for (let i = 0; i < 3; i++) runtime.plain.info("lost");
    const [stats] = runtime.stats().backends;
    expect(stats).toMatchObject({ records: 0, dropped: 3, droppedByReason: { refused: 3 } });
  });
});
