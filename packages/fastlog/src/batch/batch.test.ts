import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Copying, Evicting, Holding } from "../../test/fixtures/unit/backends.ts";
import { Recording } from "../../test/fixtures/unit/recording.ts";
import type { Backend, SealedChunk } from "../backend/backend.ts";
import { LEVEL_NAMES, type Level } from "../level.ts";
import { Batch } from "./batch.ts";
import { CHUNK_SIZE, type Chunk } from "./chunk.ts";

/** Puts a record into the current chunk of a batch. */
function put(batch: Batch, record: string): void {
  const chunk = batch.open(30) as Chunk;
  chunk.end += chunk.bytes.write(record, chunk.end);
  chunk.ends[chunk.records++] = chunk.end;
}

test("an empty chunk is not submitted", () => {
  const backend = new Copying();
  const batch = new Batch(backend, 0, 1_024);
  batch.seal();
  batch.open(30);
  batch.seal();
  expect(backend.chunks).toEqual([]);
});

test("chunks are as large as the longest record, but never smaller than a chunk's usual size", () => {
  const capacity = (maxRecord: number) => new Batch(new Copying(), 0, maxRecord).open(30)?.capacity;
  expect([1_024, CHUNK_SIZE, 100_000].map(capacity)).toEqual([CHUNK_SIZE, CHUNK_SIZE, 100_000]);
});

test("delivered and dropped records are counted", () => {
  const backend = new Holding();
  const batch = new Batch(backend, 5 * CHUNK_SIZE, 1_024);
  for (const records of [["a\n"], ["bc\n", "d\n"], ["e\n"]]) {
    for (const record of records) put(batch, record);
    batch.seal();
  }
  put(batch, "f\n");
  expect(batch.counters).toEqual({ records: 0, bytes: 0, dropped: 0 });
  expect(batch.buffered).toBe(11);
  backend.held[1]?.release();
  expect(batch.counters).toEqual({ records: 2, bytes: 5, dropped: 0 });
  backend.held[0]?.discard();
  expect(batch.counters).toEqual({ records: 2, bytes: 5, dropped: 1 });
  expect(batch.buffered).toBe(4);
});

test("giving a chunk back a second time neither counts nor frees anything", () => {
  const backend = new Holding();
  const batch = new Batch(backend, 0, 1_024);
  put(batch, "a\n");
  batch.seal();
  const [chunk] = backend.held as [SealedChunk];
  chunk.release();
  put(batch, "b\n");
  batch.seal();
  chunk.release();
  chunk.discard();
  expect(batch.counters).toEqual({ records: 1, bytes: 2, dropped: 0 });
  expect(backend.held[1]?.content.toString()).toBe("b\n");
  expect(batch.buffered).toBe(2);
  put(batch, "c\n");
  expect(backend.held[1]?.content.toString()).toBe("b\n");
});

test("what has been written of a record is carried over to the next chunk", () => {
  const backend = new Copying();
  const batch = new Batch(backend, 0, 1_024);
  put(batch, "whole\n");
  const chunk = batch.open(30) as Chunk;
  const at = chunk.end + chunk.bytes.write("begun", chunk.end);
  const next = batch.carryOver(at, 30) as Chunk;
  expect(next.bytes.toString("utf8", 0, 5)).toBe("begun");
  expect(batch.open(30)).toBe(next);
  expect(next).toMatchObject({ end: 0, records: 0 });
});

test("a full chunk is submitted when the record that had no room in it is whole", () => {
  const backend = new Copying();
  const batch = new Batch(backend, 0, 1_024);
  put(batch, "whole\n");
  const chunk = batch.open(30) as Chunk;
  batch.carryOver(chunk.end, 30);
  expect(backend.bytes.toString()).toBe("");
  expect(batch.buffered).toBe(6);
  batch.recordEnded();
  expect(backend.bytes.toString()).toBe("whole\n");
  expect(batch.buffered).toBe(0);
});

test("without a chunk to carry over to, nothing changes", () => {
  const backend = new Holding();
  const batch = new Batch(backend, 0, 1_024);
  put(batch, "a\n");
  batch.seal();
  put(batch, "b\n");
  const chunk = batch.open(30);
  expect(batch.carryOver(2, 30)).toBeUndefined();
  expect(batch.open(30)).toBe(chunk);
  expect(backend.held).toHaveLength(1);
});

describe("a backend that gives no chunk back", () => {
  const message = "m".repeat(999);

  test("leaves the memory bounded, and every dropped record is counted", () => {
    const backend = new Holding();
    const recording = new Recording({ backend, buffer: 3 * CHUNK_SIZE });
    const { batch } = recording.pipeline;
    for (let i = 0; i < 1_000; i++) recording.app.info(message);
    batch.seal();
    expect(backend.held.map((chunk) => chunk.records)).toEqual([65, 65, 65]);
    expect(batch.counters).toEqual({ records: 0, bytes: 0, dropped: 1_000 - 195 });
    expect(batch.buffered).toBe(195_000);
    for (let i = 0; i < 10; i++) recording.app.info("{}", message);
    expect(batch.counters.dropped).toBe(1_000 - 195 + 10);
    expect(backend.held).toHaveLength(3);
  });

  test("takes records again when it gives chunks back", () => {
    const backend = new Holding();
    const recording = new Recording({ backend, buffer: 0 });
    const { batch } = recording.pipeline;
    let logged = 0;
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 300; i++) recording.app.info(`${logged++} ${message}`);
      backend.release(1);
    }
    batch.seal();
    backend.release();
    const { records, dropped } = batch.counters;
    expect(records + dropped).toBe(3_000);
    const numbers = backend.text.split("\n").slice(0, -1).map(Number.parseFloat);
    expect(numbers).toHaveLength(records);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(new Set(numbers).size).toBe(records);
    expect(numbers.at(-1)).toBeGreaterThan(2_600);
  });

  test("leaves every record whole or dropped, whenever it gives something back", () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 1, max: 30_000 }) },
      fc.constant("release" as const),
      fc.constant("seal" as const),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), fc.boolean(), (steps, hasArguments) => {
        const backend = new Holding();
        const recording = new Recording({ backend, buffer: 0, template: "{message}|{tag}" });
        const { batch } = recording.pipeline;
        const logged: string[] = [];
        steps.forEach((step, i) => {
          if (step === "release") backend.release(1);
          else if (step === "seal") batch.seal();
          else {
            logged.push(`${i}:${"x".repeat(step)}`);
            if (hasArguments) recording.app.info("{}:{}", i, "x".repeat(step));
            else recording.app.info(`${i}:${"x".repeat(step)}`);
          }
        });
        batch.seal();
        backend.release();
        const lines = backend.text.split("\n").slice(0, -1);
        const whole = new Set(logged.map((line) => `${line}|main`));
        expect(lines.every((line) => whole.has(line))).toBe(true);
        expect(batch.counters).toMatchObject({
          records: lines.length,
          dropped: logged.length - lines.length,
        });
        expect(recording.dispatcher.lost.records).toBe(0);
        expect(batch.buffered).toBe(0);
      }),
      { numRuns: 300 },
    );
  });
});

describe("where the pool is empty,", () => {
  const message = "x".repeat(1_000);
  const CHUNKS = 16;
  // Two of the sixteen are kept for warn and worse.
  const OPEN = 14;
  const PER_CHUNK = 65;

  /** Logs so many records at a level, each in chunks of its own turn. */
  function fill(recording: Recording, level: Level, records: number): void {
    for (let i = 0; i < records; i++) recording.app[level](message);
  }

  test("warn and worse still have the last eighth of it, which others cannot take", () => {
    const backend = new Holding();
    const recording = new Recording({ backend, buffer: CHUNKS * CHUNK_SIZE });
    const { batch } = recording.pipeline;
    fill(recording, "info", (OPEN + 5) * PER_CHUNK);
    expect(batch.losses.byLevel.info).toBe(5 * PER_CHUNK);
    fill(recording, "error", PER_CHUNK + 1);
    fill(recording, "info", 10);
    fill(recording, "warn", 1);
    fill(recording, "debug", 1);
    expect(batch.losses.byLevel).toMatchObject({ error: 0, warn: 0, debug: 1 });
    expect(batch.losses.byLevel.info).toBe(5 * PER_CHUNK + 10);
    // 67 records have their place in the two chunks already.
    fill(recording, "error", 2 * PER_CHUNK);
    expect(batch.losses.byLevel.error).toBe(67);
    expect(batch.losses.byReason).toMatchObject({ overflow: batch.counters.dropped });
  });

  test("others are logged again as soon as there is room beyond that eighth", () => {
    const backend = new Holding();
    const recording = new Recording({ backend, buffer: CHUNKS * CHUNK_SIZE });
    const { batch } = recording.pipeline;
    fill(recording, "info", OPEN * PER_CHUNK + 1);
    fill(recording, "error", 1);
    expect(batch.counters.dropped).toBe(1);
    backend.release(1);
    fill(recording, "info", 1);
    expect(batch.counters.dropped).toBe(1);
    batch.seal();
    backend.release();
    expect(backend.text.split("\n")).toHaveLength(OPEN * PER_CHUNK + 2 + 1);
  });

  test("drop-oldest gives up the oldest records, and of warn and worse none as long as there are others", () => {
    const backend = new Evicting();
    const recording = new Recording({
      backend,
      buffer: 6 * CHUNK_SIZE,
      overflow: "drop-oldest",
      template: "{level} {message}",
    });
    const { batch } = recording.pipeline;
    for (let i = 0; i < 3_000; i++) {
      if (i % 30 === 0) recording.app.error(`${i} ${message}`);
      else recording.app.info(`${i} ${message}`);
    }
    batch.seal();
    backend.release();
    const lines = backend.text.split("\n").slice(0, -1);
    expect(lines.filter((line) => line.startsWith("ERROR"))).toHaveLength(100);
    expect(lines.at(-1)).toMatch(/^INFO 2999 /);
    const numbers = lines.map((line) => Number(line.split(" ")[1]));
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    expect(batch.losses.byLevel).toMatchObject({ error: 0, info: 3_000 - lines.length });
    expect(batch.counters.records).toBe(lines.length);
  });

  test("whatever is logged and given back, all that is logged is delivered or counted by level", () => {
    const levels = fc.constantFrom(...LEVEL_NAMES);
    const step = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(levels, fc.integer({ min: 1, max: 40_000 })) },
      fc.constant("release" as const),
      fc.constant("seal" as const),
    );
    const policies = fc.constantFrom("drop-newest" as const, "drop-oldest" as const);
    const property = fc.property(
      fc.array(step, { maxLength: 60 }),
      fc.integer({ min: 0, max: 9 }),
      policies,
      (steps, chunks, overflow) => {
        const backend = new Evicting();
        const buffer = chunks * CHUNK_SIZE;
        const template = "{level} {message}";
        const recording = new Recording({ backend, buffer, overflow, template });
        const { batch } = recording.pipeline;
        const logged: Level[] = [];
        for (const step of steps) {
          if (step === "release") backend.release(1);
          else if (step === "seal") batch.seal();
          else {
            logged.push(step[0]);
            recording.app[step[0]]("x".repeat(step[1]));
          }
        }
        batch.seal();
        backend.release();
        const delivered = backend.text.split("\n").slice(0, -1);
        for (const level of LEVEL_NAMES) {
          const of = (line: string) => line.startsWith(`${level.toUpperCase()} `);
          const count = delivered.filter(of).length + batch.losses.byLevel[level];
          expect(count).toBe(logged.filter((name) => name === level).length);
        }
        expect(batch.losses.byReason.overflow).toBe(batch.counters.dropped);
        expect(batch.buffered).toBe(0);
      },
    );
    fc.assert(property, { numRuns: 300 });
  });
});

test("a record that was encoded elsewhere is added whole, in a chunk that has room for it", () => {
  const backend = new Copying();
  const batch = new Batch(backend, 0, 1_024);
  const record = Buffer.from(`${"x".repeat(999)}\n`);
  for (let i = 0; i < 100; i++) batch.append(record, 50);
  batch.seal();
  expect(backend.records).toHaveLength(100);
  expect(backend.records.every((bytes) => bytes.equals(record))).toBe(true);
  expect(backend.chunks.map((chunk) => chunk.length)).toEqual([65_000, 35_000]);
});

test("records that are refused one by one are dropped, and the others of their chunk delivered", () => {
  const backend = new Holding();
  const recording = new Recording({ backend });
  const { batch } = recording.pipeline;
  recording.app.info("a");
  recording.app.warn("bc");
  recording.app.error("d");
  batch.seal();
  const [chunk] = backend.held as [SealedChunk];
  chunk.discardRecord(1);
  chunk.release();
  expect(batch.counters).toEqual({ records: 2, bytes: 4, dropped: 1 });
  expect(batch.losses.byLevel).toMatchObject({ info: 0, warn: 1, error: 0 });
  expect(batch.losses.byReason).toMatchObject({ refused: 1 });
});

describe("a backend that throws", () => {
  const throwing = (method: "submit" | "flushSync"): Backend =>
    Object.assign(new Copying(), {
      [method]() {
        throw new Error("broken");
      },
    });

  test("when it is given a chunk has not taken it: its records are dropped and counted", () => {
    const recording = new Recording({ backend: throwing("submit"), flushOn: "error" });
    const { batch } = recording.pipeline;
    for (let i = 0; i < 10_000; i++) recording.app.info("message");
    recording.app.error("message {}", 1);
    expect(batch.counters).toEqual({ records: 0, bytes: 0, dropped: 10_001 });
    expect(batch.buffered).toBe(0);
  });

  test("when it is to flush does not break the call, and costs no record", () => {
    const recording = new Recording({ backend: throwing("flushSync"), flushOn: "error" });
    recording.app.error("message");
    recording.app.error("message {}", 1);
    expect(recording.pipeline.batch.counters).toMatchObject({ records: 2, dropped: 0 });
    expect(recording.dispatcher.lost.records).toBe(0);
  });
});

describe("with enough bytes to write", () => {
  /** How often that was said after each of so many records of a length. */
  function said(count: number, length: number): number[] {
    const backend = new Copying();
    const recording = new Recording({ backend });
    const { batch } = recording.pipeline;
    let times = 0;
    batch.onEnough = () => times++;
    return Array.from({ length: count }, () => {
      recording.app.info("m".repeat(length - 1));
      return times;
    });
  }

  test("onEnough is called soon after 16 KiB, and nothing is written for it", () => {
    const times = said(200, 128);
    expect(times.findIndex((times) => times > 0)).toBeGreaterThanOrEqual(16_384 / 128 - 1);
    expect(times.findIndex((times) => times > 0)).toBeLessThan(16_384 / 128 + 16);
  });

  test("onEnough is not called for fewer bytes, however many records", () => {
    expect(said(1_600, 10).at(-1)).toBe(0);
  });

  test("onEnough is called for the next chunk, too", async () => {
    const backend = new Copying();
    const { app, pipeline } = new Recording({ backend });
    let times = 0;
    pipeline.batch.onEnough = () => times++;
    const fill = () => {
      for (let i = 0; i < 150; i++) app.info("m".repeat(127));
      const seen = times;
      pipeline.batch.seal();
      times = 0;
      return seen;
    };
    expect([fill(), fill(), fill()]).toEqual([2, 2, 2]);
  });
});
