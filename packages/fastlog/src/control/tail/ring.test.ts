import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Ring } from "./ring.ts";

/** Room that a record takes beside its bytes. */
const LENGTH = 4;
const SIZE = 262_144;

/** Writes a record that stands somewhere in a chunk. */
function write(ring: Ring, record: Buffer, start = 0): void {
  const chunk = Buffer.alloc(start + record.length + 16, "?");
  record.copy(chunk, start);
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  ring.write(view, start, start + record.length);
}

/** The records that a ring has. */
function read(ring: Ring): string[] {
  const { bytes, ends } = ring.read();
  return ends.map((end, i) => bytes.toString("latin1", ends[i - 1] ?? 0, end));
}

test("what is written in one thread is read in another, in order, whole, and once, around the end too", () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 90_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lengths, fc.array(fc.boolean()), fc.nat(9), (sizes, reads, start) => {
      const writer = new Ring();
      const reader = new Ring(writer.buffer);
      const seen: string[] = [];
      let dropped = 0;
      const written: string[] = [];
      sizes.forEach((size, i) => {
        const record = Buffer.alloc(size, `record ${i} `);
        write(writer, record, start);
        const lost = reader.takeDropped();
        dropped += lost;
        if (lost === 0) written.push(record.toString());
        if (reads[i]) seen.push(...read(reader));
      });
      seen.push(...read(reader));
      expect(seen).toEqual(written);
      expect(written.length + dropped).toBe(sizes.length);
      expect(read(reader)).toEqual([]);
    }),
    { numRuns: 50 },
  );
});

test("its positions may go round with the numbers", () => {
  const ring = new Ring();
  const head = new Int32Array(ring.buffer, 0, 4);
  // Both ends just below 2^31, and just below 2^32.
  for (const at of [0x7f_ff_ff_f0, -16]) {
    head[1] = head[2] = at;
    write(ring, Buffer.from("x".repeat(101)));
    expect(read(ring)).toEqual(["x".repeat(101)]);
  }
});

test("a record that does not fit is dropped and counted, and the next one that fits is written", () => {
  const ring = new Ring();
  const [large, small] = [262_000, SIZE - 262_000 - 2 * LENGTH];
  write(ring, Buffer.alloc(large));
  write(ring, Buffer.alloc(small + 1));
  write(ring, Buffer.alloc(small));
  expect(ring.takeDropped()).toBe(1);
  expect(ring.read().ends).toEqual([large, large + small]);
  expect(ring.takeDropped()).toBe(0);
});

test("it is full from a small record that does not fit until something is read", () => {
  const ring = new Ring();
  write(ring, Buffer.alloc(200_000));
  write(ring, Buffer.alloc(200_000));
  expect(ring.isFull).toBe(false);
  write(ring, Buffer.alloc(62_000));
  write(ring, Buffer.alloc(200));
  expect(ring.isFull).toBe(true);
  ring.read();
  expect(ring.isFull).toBe(false);
});

test("that nobody reads any more is known in both threads", () => {
  const ring = new Ring();
  const other = new Ring(ring.buffer);
  expect(other.isClosed).toBe(false);
  ring.close();
  expect(other.isClosed).toBe(true);
});
