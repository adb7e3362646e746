import { Buffer } from "node:buffer";
import fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { Batch } from "../../batch/batch.ts";
import { NO_SINK } from "../../batch/chunk-sink.ts";
import { BlackBox } from "./black-box.ts";
import { BoxError } from "./box-error.ts";
import { type BoxOwner, headOf, LINES, OWNER_AT, PAGE, VERSION_AT } from "./layout.ts";
import { readBox } from "./read-box.ts";

const OWNER: BoxOwner = {
  ...{ pid: 7, start: "123", boot: "b", thread: 3, tag: "worker-3", host: "vm", program: "app.js" },
  ...{
    began: "2026-11-30T12:00:00.000Z",
    made: "2026-11-30T12:00:01.000Z",
    fastlog: "1.2.3",
    isMapped: false,
  },
};
const CAPACITY = 1600;
const TEXTS = Array.from({ length: 40 }, (_, i) => `record ${i} ${"x".repeat(i)}\n`);

/** The file of a box with some small chunks of records. */
const FILE = (() => {
  const box = new BlackBox({
    ...{ path: join(folder(), "app.ring"), owner: OWNER, lives: () => false, chunks: 4 },
    ...{ capacity: CAPACITY, entries: 100, mapping: undefined, openTurn: () => {} },
  });
  const log = new Batch(NO_SINK, 1_000_000, 1000);
  const ring = new Batch({ submit() {} }, 4 * CAPACITY, CAPACITY, CAPACITY);
  box.useLog([{ batch: log, kind: LINES }]);
  box.useRing({ batch: ring, kind: LINES });
  for (const text of TEXTS) ring.append(Buffer.from(text), 10 | box.mark());
  box.keep();
  return fs.readFileSync(box.path);
})();

const textsIn = (file: Buffer) => readBox(file).records.map(({ bytes }) => bytes.toString());

test("a box says whose it is, and has its records in order", () => {
  expect(readBox(FILE).owner).toEqual(OWNER);
  expect(textsIn(FILE)).toEqual(TEXTS);
});

test("texts of any length have room in the head", () => {
  const owner = { ...OWNER, program: "é".repeat(10_000), host: '"'.repeat(5000) };
  const read = readBox(headOf(owner)).owner;
  expect(read).toMatchObject({ pid: 7, start: "123", tag: "worker-3" });
  expect(read.program).toMatch(/^é{50,}$/);
});

describe("a file is refused if", () => {
  const changed = (change: (file: Buffer) => void) => {
    const file = Buffer.from(FILE);
    change(file);
    return file;
  };
  test.each<[string, Buffer, string]>([
    ["it is empty", Buffer.alloc(0), "it is no black box of fastlog"],
    ["it is something else", Buffer.from('{"level":30}\n'.repeat(1000)), "it is no black box"],
    [
      "it is one of a later version",
      changed((file) => file.writeUInt32LE(2, VERSION_AT)),
      "its layout has the version 2 (expected 1)",
    ],
    ["it ends within its head", FILE.subarray(0, OWNER_AT + 10), "its head is cut"],
    ["its head is no JSON", changed((file) => file.fill(1, OWNER_AT, 100)), "its head is damaged"],
  ])("%s", (_, file, message) => {
    expect(() => readBox(file)).toThrow(BoxError);
    expect(() => readBox(file)).toThrow(message);
  });
});

test("a file that was cut has the records of the chunks that it still has", () => {
  fc.assert(
    fc.property(fc.integer({ min: PAGE, max: FILE.length }), (length) => {
      const found = textsIn(FILE.subarray(0, length));
      expect(found).toEqual(TEXTS.slice(0, found.length));
    }),
    { numRuns: 100 },
  );
  expect(textsIn(FILE.subarray(0, PAGE))).toEqual([]);
});

/** Reads a hostile file. Whatever it finds lies within the file. */
function survives(file: Buffer): void {
  try {
    const { records } = readBox(file);
    const length = records.reduce((sum, { bytes }) => sum + bytes.length, 0);
    expect(length).toBeLessThanOrEqual(file.length);
    expect(records.every(({ bytes }) => bytes.length > 0)).toBe(true);
  } catch (error) {
    expect(error).toBeInstanceOf(BoxError);
  }
}

test("flipped bytes do no harm", () => {
  const flip = fc.tuple(
    fc.integer({ min: 0, max: FILE.length - 1 }),
    fc.integer({ max: 255, min: 1 }),
  );
  // Bytes of the heads decide the most.
  const inHead = fc.tuple(
    fc
      .integer({ min: 0, max: 3 })
      .chain((slot) => fc.integer({ min: 0, max: 900 }).map((at) => PAGE * (1 + slot) + at)),
    fc.integer({ max: 255, min: 1 }),
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(flip, inHead), { minLength: 1, maxLength: 20 }), (flips) => {
      const file = Buffer.from(FILE);
      for (const [at, by] of flips) file[at] = (file[at] as number) ^ by;
      survives(file);
    }),
    { numRuns: 500 },
  );
});

test("random bytes behind a head do no harm", () => {
  const words = fc.array(fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer()), {
    minLength: 0,
    maxLength: 3000,
  });
  fc.assert(
    fc.property(words, (values) => {
      const slots = Buffer.from(Int32Array.from(values).buffer);
      survives(Buffer.concat([headOf(OWNER), slots]));
    }),
    { numRuns: 200 },
  );
});
