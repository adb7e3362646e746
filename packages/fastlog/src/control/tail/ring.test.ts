import { Buffer } from "node:buffer";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Ring } from "./ring.ts";

test("what is written in one thread is read in another, in order, whole, and once, around the end too", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lengths, fc.array(fc.boolean()), (sizes, reads) => {
      const writer = new Ring();
      const reader = new Ring(writer.buffer);
      const seen: Buffer[] = [];
      let dropped = 0;
      const written: Buffer[] = [];
      sizes.forEach((size, i) => {
        const line = Buffer.alloc(size, 97 + (i % 26));
        writer.write(line);
        const lost = reader.takeDropped();
        dropped += lost;
        if (lost === 0) written.push(line);
        if (reads[i]) seen.push(reader.read());
      });
      seen.push(reader.read());
      expect(Buffer.concat(seen).equals(Buffer.concat(written))).toBe(true);
      expect(written.length + dropped).toBe(sizes.length);
      expect(reader.read()).toHaveLength(0);
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
    ring.write(Buffer.from("x".repeat(100)));
    expect(ring.read().toString()).toBe("x".repeat(100));
  }
});

test("a line that does not fit is dropped and counted, and the next one that fits is written", () => {
  const ring = new Ring();
  ring.write(Buffer.alloc(262_000));
  ring.write(Buffer.alloc(200));
  ring.write(Buffer.alloc(100));
  expect(ring.takeDropped()).toBe(1);
  expect(ring.read()).toHaveLength(262_100);
  expect(ring.takeDropped()).toBe(0);
});

test("that nobody reads any more is known in both threads", () => {
  const ring = new Ring();
  const other = new Ring(ring.buffer);
  expect(other.isClosed).toBe(false);
  ring.close();
  expect(other.isClosed).toBe(true);
});
