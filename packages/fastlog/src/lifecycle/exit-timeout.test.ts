import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Holding } from "../../test/fixtures/unit/backends.ts";
import { Runtime } from "./runtime.ts";

vi.mock("../time/system-time.ts", () => import("../../test/fixtures/unit/global-time.ts"));

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** How long each of several backends may take at the exit of a process that has so much time for all. */
function waits(exitTimeout: number, takes: readonly number[]): (number | undefined)[] {
  const runtime = new Runtime({});
  const given: (number | undefined)[] = [];
  const backends = takes.map((ms) =>
    Object.assign(new Holding(), {
      flushSync(wait?: number) {
        given.push(wait);
        vi.advanceTimersByTime(ms);
      },
    }),
  );
  runtime.configure({ backend: backends, exitTimeout });
  runtime.end(true);
  return given;
}

test.each([
  ["one backend has all of exitTimeout", [0], [900]],
  ["several backends share exitTimeout", [300, 300, 300], [300, 300, 300]],
  ["a backend that takes none of exitTimeout leaves it to the others", [0, 0, 0], [300, 450, 900]],
  ["what a backend leaves of its part is shared by the others", [100, 400, 0], [300, 400, 400]],
  ["a backend that takes too long leaves a millisecond to the others", [5_000, 0, 0], [300, 1, 1]],
])("%s", (_, takes, expected) => {
  expect(waits(900, takes)).toEqual(expected);
});
