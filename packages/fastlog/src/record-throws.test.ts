import { expect, test } from "vitest";
import { Recording } from "../test/fixtures/unit/recording.ts";

/** What was written, and how many records that and what was dropped are together. */
function settled(recording: Recording) {
  const lines = recording.lines();
  const { records, dropped } = recording.output.batch.counters;
  return { lines, counted: records + dropped };
}

test("a chunk that cannot be made counts as none that is free", () => {
  const recording = new Recording({ buffer: 1_000_000 });
  const { allocUnsafeSlow } = Buffer;
  Buffer.allocUnsafeSlow = () => {
    throw new RangeError("Array buffer allocation failed");
  };
  try {
    for (let i = 0; i < 10; i++) recording.app.info("no room");
  } finally {
    Buffer.allocUnsafeSlow = allocUnsafeSlow;
  }
  expect(recording.output.batch.counters.dropped).toBe(10);
  for (let i = 0; i < 1_000; i++) recording.app.info("after {}", i);
  expect(settled(recording)).toMatchObject({ counted: 1_010 });
});
