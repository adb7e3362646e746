import fc from "fast-check";
import { expect, test } from "vitest";
import type { Chunk } from "./chunk.ts";
import { Pool } from "./pool.ts";

const owner = { takeBack() {}, removed() {}, delivered() {} };

/** All chunks that a pool gives out. */
function drain(pool: Pool): Chunk[] {
  const chunks: Chunk[] = [];
  for (let chunk = pool.acquire(true); chunk !== undefined; chunk = pool.acquire(true))
    chunks.push(chunk);
  return chunks;
}

test.each([
  [0, 1_000, 2],
  [1_999, 1_000, 2],
  [2_000, 1_000, 2],
  [2_999, 1_000, 2],
  [3_000, 1_000, 3],
  [4_194_304, 65_536, 64],
])(
  "a pool of %i bytes has as many chunks of %i bytes as fit, and at least two: %i",
  (bytes, size, count) => {
    expect(drain(new Pool(bytes, size, owner))).toHaveLength(count);
  },
);

test("a chunk that was given back is acquired again, empty", () => {
  const pool = new Pool(0, 1_000, owner);
  const [first, second] = drain(pool) as [Chunk, Chunk];
  first.end = 10;
  first.records = 1;
  pool.release(first);
  expect(pool.acquire(true)).toBe(first);
  expect(first).toMatchObject({ end: 0, records: 0 });
  expect(pool.acquire(true)).toBeUndefined();
  expect(second.owner).toBe(owner);
});

test("a pool makes chunks as they are needed: one that is free is taken first", () => {
  const pool = new Pool(10_000, 1_000, owner);
  const used = new Set<Chunk>();
  for (let i = 0; i < 100; i++) {
    const chunk = pool.acquire(true) as Chunk;
    used.add(chunk);
    pool.release(chunk);
  }
  expect(used.size).toBe(1);
});

test("no chunk is given out twice, and never more than there are", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 8_000 }), fc.array(fc.nat()), (bytes, steps) => {
      const pool = new Pool(bytes, 1_000, owner);
      const most = Math.max(2, Math.floor(bytes / 1_000));
      const out: Chunk[] = [];
      for (const step of steps) {
        if (step % 3 === 0 && out.length > 0) {
          pool.release(out.splice(step % out.length, 1)[0] as Chunk);
          continue;
        }
        const chunk = pool.acquire(true);
        expect(chunk === undefined).toBe(out.length === most);
        if (chunk === undefined) continue;
        expect(out).not.toContain(chunk);
        out.push(chunk);
      }
    }),
  );
});

test.each([
  [2, 0],
  [3, 0],
  [4, 1],
  [15, 1],
  [16, 2],
  [64, 8],
])("of %i chunks %i are kept for severe records", (count, kept) => {
  const pool = new Pool(count * 1_000, 1_000, owner);
  let taken = 0;
  while (pool.acquire(false) !== undefined) taken++;
  expect(taken).toBe(count - kept);
  expect(drain(pool)).toHaveLength(kept);
});

test("chunks of another size are given up when they come back, and their room is free", () => {
  const pool = new Pool(4_000, 1_000, owner);
  const before = drain(pool);
  pool.resize(4_000, 2_000);
  expect(pool.acquire(true)).toBeUndefined();
  for (const chunk of before) pool.release(chunk);
  expect(drain(pool).map(({ capacity }) => capacity)).toEqual([2_000, 2_000]);
});

test("chunks beyond a smaller limit are given up when they come back, but for two", () => {
  const pool = new Pool(4_000, 1_000, owner);
  const before = drain(pool);
  pool.resize(3_000, 1_000);
  for (const chunk of before) pool.release(chunk);
  expect([...pool.all]).toHaveLength(3);
});
