import { describe, expect, test } from "vitest";
import { LEVELS } from "../level.ts";
import { Chunk, type Lost } from "./chunk.ts";
import type { DropReason } from "./losses.ts";
import { SealedChunk } from "./sealed.ts";

/** A sealed chunk of some records, and what its owner was told. */
function seal(...records: readonly string[]) {
  const back: [chunk: Chunk, reason: DropReason | undefined, lost: readonly Lost[] | undefined][] =
    [];
  const delivered: [records: number, bytes: number][] = [];
  const chunk = new Chunk(1_024, {
    takeBack: (...args) => back.push(args),
    removed() {},
    delivered: (...args) => delivered.push(args),
  });
  for (const record of records) {
    chunk.end += chunk.bytes.write(record, chunk.end);
    chunk.ends[chunk.records++] = chunk.end;
  }
  return { chunk, sealed: new SealedChunk(chunk), back, delivered };
}

test("a sealed chunk has the bytes of its records and knows where each one is", () => {
  const { sealed, chunk } = seal("one\n", "zwölf\n", "\n");
  expect(sealed.records).toBe(3);
  expect(sealed.content.toString()).toBe("one\nzwölf\n\n");
  expect([0, 1, 2].map((i) => sealed.record(i).toString())).toEqual(["one\n", "zwölf\n", "\n"]);
  expect([0, 1, 2].map((i) => sealed.endOf(i))).toEqual([4, 11, 12]);
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
    ["release", undefined],
    ["discard", "gone"],
  ] as const)("is given back by %s, with the reason for a drop: %s", (method, reason) => {
    const { sealed, chunk, back } = seal("one\n");
    expect(back).toEqual([]);
    sealed[method]();
    expect(back).toEqual([[chunk, reason, undefined]]);
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
    expect(back.map(([, reason]) => reason)).toEqual([first === "release" ? undefined : "gone"]);
  });

  test("says which of its records were not delivered though the others were", () => {
    const { sealed, chunk, back } = seal("one\n", "two\n", "three\n");
    sealed.discardRecord(1);
    sealed.discardRecord(2, "gone");
    sealed.release();
    const lost = [
      { index: 1, reason: "refused" },
      { index: 2, reason: "gone" },
    ];
    expect(back).toEqual([[chunk, undefined, lost]]);
  });

  test.each([
    [["info", "debug"], false],
    [["info", "warn"], true],
    [["fatal"], true],
    [[], false],
  ] as const)("of records of the levels %j is severe: %s", (levels, isSevere) => {
    const { sealed, chunk } = seal(...levels);
    levels.forEach((level, i) => {
      chunk.levels[i] = LEVELS[level] | (1 << 8);
    });
    expect(sealed.isSevere).toBe(isSevere);
    expect(levels.map((_, i) => sealed.level(i))).toEqual(levels);
    expect(levels.map((_, i) => sealed.mark(i))).toEqual(levels.map(() => 1 << 8));
  });
});

test("the first records can be delivered before the others, which are left as if alone", () => {
  const { sealed, back, delivered } = seal("one\n", "zwölf\n", "three\n");
  sealed.delivered(2);
  expect(delivered).toEqual([[2, 11]]);
  expect([sealed.records, sealed.content.toString()]).toEqual([1, "three\n"]);
  expect([sealed.record(0).toString(), sealed.endOf(0)]).toEqual(["three\n", 6]);
  expect(back).toEqual([]);
});
