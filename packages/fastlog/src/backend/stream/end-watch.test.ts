import { afterEach, beforeEach, expect, test, vi } from "vitest";
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
  const whenOver = vi.fn();
  const watch = new EndWatch(1_000, whenOver);
  watch.start();
  return { watch, whenOver };
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
