import { expect, test } from "vitest";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import { MAX_RECORDS } from "../batch/chunk.ts";

/** What was written, and how many records that and what was dropped are together. */
function settled(recording: Recording) {
  const lines = recording.lines();
  const { records, dropped } = recording.pipeline.batch.counters;
  return { lines, counted: records + dropped };
}

test("a chunk that cannot be allocated counts as not free", () => {
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
  expect(recording.pipeline.batch.counters.dropped).toBe(10);
  for (let i = 0; i < 1_000; i++) recording.app.info("after {}", i);
  expect(settled(recording)).toMatchObject({ counted: 1_010 });
});

test("an error after the end of a record does not write it a second time", () => {
  const recording = new Recording();
  const { batch } = recording.pipeline;
  const { recordEnded } = batch;
  // As it is where the stack ends there: each record asks whether something is to be handed over.
  batch.recordEnded = () => {
    throw new RangeError("Maximum call stack size exceeded");
  };
  for (let i = 0; i < MAX_RECORDS; i++) recording.app.info("record", { i });
  batch.recordEnded = recordEnded;
  const { lines, counted } = settled(recording);
  expect(lines.filter((line) => !line.startsWith("record i="))).toEqual([]);
  expect([lines.length, counted]).toEqual([MAX_RECORDS, MAX_RECORDS]);
});
