import { describe, expect, test } from "vitest";
import { Chunk } from "./chunk.ts";
import { SealedChunk } from "./sealed.ts";

/** A sealed chunk of some records, and what its owner was told. */
function seal(...records: readonly string[]) {
  const back: [chunk: Chunk, delivered: boolean][] = [];
  const chunk = new Chunk(1_024, { takeBack: (...args) => back.push(args) });
  for (const record of records) {
    chunk.end += chunk.bytes.write(record, chunk.end);
    chunk.ends[chunk.records++] = chunk.end;
  }
  return { chunk, sealed: new SealedChunk(chunk), back };
}

test("a sealed chunk has the bytes of its records and knows where each one is", () => {
  const { sealed, chunk } = seal("one\n", "zwölf\n", "\n");
  expect(sealed.records).toBe(3);
  expect(sealed.content.toString()).toBe("one\nzwölf\n\n");
  expect([0, 1, 2].map((i) => sealed.record(i).toString())).toEqual(["one\n", "zwölf\n", "\n"]);
  expect(sealed.content.buffer).toBe(chunk.bytes.buffer);
});

test.each([[-1], [3], [Number.NaN], [0.5]])("there is no record %d of three", (index) => {
  const { sealed } = seal("one\n", "two\n", "three\n");
  expect(() => sealed.record(index)).toThrow(new RangeError(`no record ${index} (there are 3)`));
});

test("there are no records any more in a chunk that was given back", () => {
  const { sealed } = seal("one\n");
  sealed.release();
  expect(() => sealed.record(0)).toThrow(new RangeError("no record 0 (there are 0)"));
});

describe("a chunk", () => {
  test.each([
    ["release", true],
    ["discard", false],
  ] as const)("is given back by %s, as delivered: %s", (method, delivered) => {
    const { sealed, chunk, back } = seal("one\n");
    expect(back).toEqual([]);
    sealed[method]();
    expect(back).toEqual([[chunk, delivered]]);
  });

  test.each([
    ["release", "release"],
    ["release", "discard"],
    ["discard", "release"],
    ["discard", "discard"],
  ] as const)("that was given back by %s is not given back by a later %s", (first, second) => {
    const { sealed, back } = seal("one\n");
    sealed[first]();
    sealed[second]();
    expect(back.map(([, delivered]) => delivered)).toEqual([first === "release"]);
  });
});
