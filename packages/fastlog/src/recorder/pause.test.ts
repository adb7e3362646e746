import { beforeEach, expect, test, vi } from "vitest";
import { memory } from "../backend/memory.ts";
import { Runtime } from "../lifecycle/runtime.ts";

// Each runtime watches for the end of the process.
process.setMaxListeners(0);

/** Nanoseconds since the start of the test: the clock stands still otherwise. */
let passed = 0n;

vi.mock("../time/system-time.ts", async (importOriginal) => {
  const original = await importOriginal<typeof import("../time/system-time.ts")>();
  const start = original.monotonic();
  return { ...original, monotonic: () => start + passed };
});

beforeEach(() => {
  passed = 0n;
});

test("ten seconds after a dump for an error, another error has the kept records written again", () => {
  const backend = memory();
  const runtime = new Runtime({});
  const format = { template: "{message}" };
  runtime.configure({ backend, format, recorder: { for: 0 } });
  const app = runtime.logger("app");
  const fail = (kept: string) => {
    backend.clear();
    app.debug(kept);
    app.error("failed");
    runtime.flushSync();
    return backend.lines.map((line) => line.replace(/of the last.*|end of .*/, ""));
  };
  expect(fail("one")).toEqual(["recorder: 1 record ", "one", "recorder: ", "failed"]);
  passed += 9_999_999_999n;
  expect(fail("two")).toEqual(["failed"]);
  passed += 1n;
  expect(fail("three")).toEqual([
    ...["recorder: 2 records ", "two", "three", "recorder: "],
    "failed",
  ]);
  expect(runtime.stats().recorder).toMatchObject({ dumps: 2, skipped: 1 });
});
