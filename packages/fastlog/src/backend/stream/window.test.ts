import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { sealed } from "../../../test/fixtures/unit/sealed.ts";
import { Batch } from "../../batch/batch.ts";
import { CHUNK_SIZE } from "../../batch/chunk.ts";
import { LEVELS } from "../../level.ts";
import { Window } from "./window.ts";

const line = (length: number) => `${"x".repeat(length - 1)}\n`;

test("at most once: a chunk that was handed over is given back at once", () => {
  const window = new Window("at-most-once", 100);
  const { chunk, fate } = sealed(line(10));
  window.add(chunk);
  expect(fate()).toBe("delivered");
});

test("at most once: the records of the last bytes are uncertain once the connection breaks", () => {
  const window = new Window("at-most-once", 100);
  for (let i = 0; i < 10; i++) window.add(sealed(line(15), line(15)).chunk);
  expect(window.uncertain).toBe(0);
  expect(window.broken()).toEqual([]);
  // Three chunks of 30 bytes are less than the window, so a fourth may be in it.
  expect(window.uncertain).toBe(8);
  expect(window.broken()).toEqual([]);
  expect(window.uncertain).toBe(8);
});

test.each([
  [29, 1],
  [30, 1],
  [31, 2],
])(
  "with a window of %i bytes, chunks of 30 bytes are settled once those after them fill it",
  (size, kept) => {
    const window = new Window("at-least-once", size);
    const chunks = Array.from({ length: 5 }, () => sealed(line(30)));
    for (const { chunk } of chunks) window.add(chunk);
    expect(chunks.filter(({ fate }) => fate() === "kept")).toHaveLength(kept);
  },
);

test("at most once: a chunk that is larger than the window is uncertain as a whole", () => {
  const window = new Window("at-most-once", 10);
  window.add(sealed(line(50), line(50)).chunk);
  window.broken();
  expect(window.uncertain).toBe(2);
});

test("at least once: what was handed over last is kept, and comes back when the connection breaks", () => {
  const window = new Window("at-least-once", 100);
  const chunks = Array.from({ length: 10 }, () => sealed(line(30)));
  for (const { chunk } of chunks) window.add(chunk);
  const fates = chunks.map(({ fate }) => fate());
  expect(fates).toEqual([...Array(6).fill("delivered"), ...Array(4).fill("kept")]);
  expect(window.broken()).toEqual(chunks.slice(6).map(({ chunk }) => chunk));
  expect(window.broken()).toEqual([]);
  expect(window.uncertain).toBe(0);
});

test("at least once: what is kept counts as delivered when the connection ends as it should", () => {
  const window = new Window("at-least-once", 100);
  const { chunk, fate } = sealed(line(30));
  window.add(chunk);
  expect(fate()).toBe("kept");
  window.settle();
  expect(fate()).toBe("delivered");
  expect(window.broken()).toEqual([]);
});

test.each([2, 3, 4, 8])(
  "at least once: in a buffer of %i chunks there is room for what comes, and the window is kept",
  (chunks) => {
    const buffer = chunks * CHUNK_SIZE;
    const size = buffer >> 2;
    const lengths = fc.array(fc.integer({ min: 2, max: CHUNK_SIZE / 4 }), { maxLength: 200 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: 1, max: 10 }), (all, turn) => {
        const window = new Window("at-least-once", size, buffer);
        const batch = new Batch({ submit: (chunk) => window.add(chunk) }, buffer, CHUNK_SIZE);
        const records = all.map((length, i) => Buffer.from(`${String(i).padEnd(length - 1)}\n`));
        for (const [i, record] of records.entries()) {
          batch.append(record, LEVELS.info);
          if (i % turn === 0) batch.sealNow();
        }
        batch.sealNow();
        expect(batch.counters.dropped).toBe(0);
        const kept = Buffer.concat(window.broken().map(({ content }) => content));
        const sent = Buffer.concat(records);
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(size, sent.length));
        expect(kept.equals(sent.subarray(sent.length - kept.length))).toBe(true);
      }),
      { numRuns: 50 },
    );
  },
);

test("at least once: records that fill a chunk each do not fill a buffer of two chunks for ever", () => {
  const buffer = 2 * CHUNK_SIZE;
  const window = new Window("at-least-once", buffer >> 2, buffer);
  const batch = new Batch({ submit: (chunk) => window.add(chunk) }, buffer, CHUNK_SIZE);
  for (const length of [60_000, 20_000, 60_000, 20_000, 60_000, 20_000]) {
    batch.append(Buffer.alloc(length, 10), LEVELS.info);
    batch.sealNow();
  }
  expect(batch.counters.dropped).toBe(0);
});
