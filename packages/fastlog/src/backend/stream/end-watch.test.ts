import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { EndWatch } from "./end-watch.ts";

vi.mock("../../time/timers.ts", () => import("../../../test/fixtures/unit/global-timers.ts"));
vi.mock("../../time/system-time.ts", () => import("../../../test/fixtures/unit/global-time.ts"));

let resources: string[] = [];

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
  vi.spyOn(process, "getActiveResourcesInfo").mockImplementation(() => resources);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

function watch() {
  const [whenOver, hold] = [vi.fn(), vi.fn()];
  const watch = new EndWatch(1_000, { over: whenOver, hold });
  watch.start();
  return { watch, whenOver, hold };
}

test("whenOver is called after only writes have kept the thread alive for the timeout", () => {
  resources = ["WriteWrap", "SimpleWriteWrap"];
  const { whenOver } = watch();
  vi.advanceTimersByTime(1_000);
  expect(whenOver).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(whenOver).toHaveBeenCalledOnce();
  expect(vi.getTimerCount()).toBe(0);
});

test("the time begins again whenever something else is alive", () => {
  resources = ["WriteWrap"];
  const { whenOver } = watch();
  vi.advanceTimersByTime(900);
  resources = ["WriteWrap", "Timeout"];
  vi.advanceTimersByTime(5_000);
  resources = ["WriteWrap"];
  vi.advanceTimersByTime(1_000);
  expect(whenOver).not.toHaveBeenCalled();
  vi.advanceTimersByTime(100);
  expect(whenOver).toHaveBeenCalledOnce();
});

test("a write that was taken ends it", () => {
  resources = ["WriteWrap"];
  const { watch: started, whenOver } = watch();
  vi.advanceTimersByTime(900);
  started.stop();
  vi.advanceTimersByTime(5_000);
  expect(whenOver).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("a list without any resource, as Bun's, tells nothing", () => {
  resources = [];
  const { watch: started, whenOver } = watch();
  vi.advanceTimersByTime(5_000);
  expect(whenOver).not.toHaveBeenCalled();
  started.stop();
});

describe("in a runtime that does not wait for writes", () => {
  beforeEach(() => {
    resources = ["TCPSocketWrap"];
  });

  test("the event beforeExit has the write held until the timeout", () => {
    const { whenOver, hold } = watch();
    vi.advanceTimersByTime(5_000);
    expect(hold).not.toHaveBeenCalled();
    process.emit("beforeExit", 0);
    expect(hold.mock.calls).toEqual([[true]]);
    vi.advanceTimersByTime(1_000);
    expect(whenOver).not.toHaveBeenCalled();
    vi.advanceTimersByTime(100);
    expect(whenOver).toHaveBeenCalledOnce();
    expect(hold.mock.calls).toEqual([[true], [false]]);
  });

  test("a write that was taken is not held any more", () => {
    const listeners = process.listenerCount("beforeExit");
    const { watch: started, whenOver, hold } = watch();
    process.emit("beforeExit", 0);
    started.stop();
    expect(hold.mock.calls).toEqual([[true], [false]]);
    expect(process.listenerCount("beforeExit")).toBe(listeners);
    vi.advanceTimersByTime(5_000);
    expect(whenOver).not.toHaveBeenCalled();
  });
});
