import { Buffer } from "node:buffer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHUNK_SIZE } from "../batch/chunk.ts";
import { LEVELS } from "../level.ts";
import { Ring, type Taken } from "./ring.ts";

let time = 0;
const makeRing = (chunks: number) => new Ring(chunks * CHUNK_SIZE, () => time);

/** The texts of records that were taken out of a ring, which they go back to. */
function textsOf({ chunks }: Taken): string[] {
  return chunks.flatMap((chunk) => {
    const texts = Array.from({ length: chunk.records }, (_, i) =>
      String(chunk.record(i)).trimEnd(),
    );
    chunk.release();
    return texts;
  });
}

test("a ring has the last records, whole and in order, and counts those that made room", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 5 }),
      fc.array(fc.integer({ min: 2, max: 30_000 }), { maxLength: 100 }),
      (chunks, sizes) => {
        const ring = makeRing(chunks);
        const all = sizes.map((size, i) => `${i}`.padEnd(size, "."));
        for (const text of all) ring.batch.append(Buffer.from(`${text}\n`), LEVELS.trace);
        const { overwritten, records } = ring;
        const taken = textsOf(ring.take());
        expect(taken).toEqual(all.slice(overwritten));
        expect(records).toBe(taken.length);
        // Of all chunks at most the oldest was given up, and each is full but for one record.
        const bytes = taken.reduce((sum, text) => sum + text.length + 1, 0);
        if (overwritten > 0) expect(bytes).toBeGreaterThan((chunks - 1) * (CHUNK_SIZE - 30_001));
      },
    ),
    { numRuns: 50 },
  );
});

describe("what was taken", () => {
  test("is not there any more, and the ring goes on", () => {
    const ring = makeRing(2);
    ring.batch.append(Buffer.from("one\n"), LEVELS.trace);
    expect(textsOf(ring.take())).toEqual(["one"]);
    expect([ring.records, ring.take().records]).toEqual([0, 0]);
    ring.batch.append(Buffer.from("two\n"), LEVELS.debug);
    expect(textsOf(ring.take())).toEqual(["two"]);
  });

  test("says when its first record was logged", () => {
    const ring = makeRing(2);
    time = 5000;
    ring.batch.append(Buffer.from("one\n"), LEVELS.trace);
    time = 7000;
    ring.batch.append(Buffer.from("two\n"), LEVELS.trace);
    expect(ring.take().since).toBe(5000);
    expect(ring.take().since).toBe(7000);
  });

  test("says so of those that are left when older ones made room", () => {
    const ring = makeRing(2);
    for (time = 0; time < 20; time++) {
      ring.batch.append(Buffer.alloc(30_000, "x"), LEVELS.trace);
    }
    // Two fit into a chunk.
    expect(ring.take().since).toBe(16);
  });

  test("belongs to the ring while somebody has it: a slow backend costs no memory beside it", () => {
    const ring = makeRing(2);
    const record = Buffer.alloc(30_000, "x");
    for (let i = 0; i < 4; i++) ring.batch.append(record, LEVELS.trace);
    const { chunks } = ring.take();
    expect(chunks).toHaveLength(2);
    ring.batch.append(record, LEVELS.trace);
    expect([ring.records, ring.underWay, ring.lost]).toEqual([0, 4, 1]);
    for (const chunk of chunks) chunk.release();
    ring.batch.append(record, LEVELS.trace);
    expect([ring.records, ring.underWay, ring.lost]).toEqual([1, 0, 1]);
  });
});
