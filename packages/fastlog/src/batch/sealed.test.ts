import { describe, expect, test } from "vitest";
import { LEVELS } from "../level.ts";
import { Chunk, type ChunkOwner, type Lost, MAX_RECORDS } from "./chunk.ts";
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

test.each([
  [35, false],
  [39, false],
  [41, true],
  [99, true],
])("a record of the level %i of the program is severe: %s", (level, isSevere) => {
  const { sealed, chunk } = seal("one\n");
  chunk.levels[0] = level;
  expect(sealed.isSevere).toBe(isSevere);
  expect(sealed.levelNumber(0)).toBe(level);
  expect(sealed.dropMild()).toBe(!isSevere);
});

test("the first records can be delivered before the others, which are left as if alone", () => {
  const { sealed, back, delivered } = seal("one\n", "zwölf\n", "three\n");
  sealed.delivered(2);
  expect(delivered).toEqual([[2, 11]]);
  expect([sealed.records, sealed.content.toString()]).toEqual([1, "three\n"]);
  expect([sealed.record(0).toString(), sealed.endOf(0)]).toEqual(["three\n", 6]);
  expect(back).toEqual([]);
});

/** A sealed chunk of so many records of a length each. */
function filled(owner: ChunkOwner, records: number, length: number, capacity = 65_536) {
  const chunk = new Chunk(capacity, owner);
  for (let i = 0; i < records; i++) {
    chunk.end += chunk.bytes.write("x".repeat(length), chunk.end);
    chunk.levels[chunk.records] = LEVELS.info;
    chunk.ends[chunk.records++] = chunk.end;
  }
  return new SealedChunk(chunk);
}

const owned = (): ChunkOwner => ({ takeBack() {}, removed() {}, delivered() {} });

describe("a chunk absorbs another one", () => {
  test.each([
    ["that fills it to the last byte", 10, 90, true],
    ["but none that is a byte longer than the rest of it", 10, 91, false],
  ])("%s", (_, own, other, isAbsorbed) => {
    const owner = owned();
    const chunk = filled(owner, 1, own, 100);
    expect(chunk.absorb(filled(owner, 1, other, 100))).toBe(isAbsorbed);
    expect(chunk.content).toHaveLength(isAbsorbed ? 100 : 10);
  });

  test.each([
    ["that makes as many records as a chunk can have", MAX_RECORDS - 10, true],
    ["but none that makes one more", MAX_RECORDS - 9, false],
  ])("%s", (_, others, isAbsorbed) => {
    const owner = owned();
    const chunk = filled(owner, 10, 1);
    expect(chunk.absorb(filled(owner, others, 1))).toBe(isAbsorbed);
    expect(chunk.records).toBe(isAbsorbed ? MAX_RECORDS : 10);
    expect(chunk.endOf(chunk.records - 1)).toBe(chunk.records);
  });

  test.each<[string, (owner: ChunkOwner) => [SealedChunk, SealedChunk]]>([
    ["of another owner", (owner) => [filled(owner, 1, 1), filled(owned(), 1, 1)]],
    ["with a record of its own that is dropped", (owner) => [dropping(owner), filled(owner, 1, 1)]],
    ["with a record that is dropped", (owner) => [filled(owner, 1, 1), dropping(owner)]],
    ["after it was given back itself", (owner) => [released(owner), filled(owner, 1, 1)]],
    ["that was given back", (owner) => [filled(owner, 1, 1), released(owner)]],
  ])("but not one %s", (_, make) => {
    const [chunk, other] = make(owned());
    const { content } = chunk;
    expect(chunk.absorb(other)).toBe(false);
    expect(chunk.content).toBe(content);
  });
});

function dropping(owner: ChunkOwner): SealedChunk {
  const chunk = filled(owner, 2, 1);
  chunk.discardRecord(0);
  return chunk;
}

function released(owner: ChunkOwner): SealedChunk {
  const chunk = filled(owner, 1, 1);
  chunk.release();
  return chunk;
}

test.each([
  [0, 0],
  [9, 0],
  [10, 1],
  [11, 1],
  [29, 2],
  [30, 3],
  [1_000, 3],
])("within %i bytes there are %i whole records of three of ten bytes each", (bytes, records) => {
  expect(filled(owned(), 3, 10).recordsWithin(bytes)).toBe(records);
});

test.each([-1, 2, 0.5])("a record %d that there is not cannot be dropped", (index) => {
  expect(() => filled(owned(), 2, 1).discardRecord(index)).toThrow(
    new RangeError(`no record ${index} (there are 2)`),
  );
});

describe("the mild records of a chunk are dropped", () => {
  function mixed(...levels: readonly (keyof typeof LEVELS)[]) {
    const removed: number[] = [];
    const chunk = new Chunk(100, { ...owned(), removed: (level) => removed.push(level) });
    for (const level of levels) {
      chunk.end += chunk.bytes.write(level[0] as string, chunk.end);
      chunk.levels[chunk.records] = LEVELS[level];
      chunk.ends[chunk.records++] = chunk.end;
    }
    return { chunk: new SealedChunk(chunk), removed };
  }

  test("and those from warn on stay", () => {
    const { chunk, removed } = mixed("info", "warn", "debug", "error");
    expect(chunk.dropMild()).toBe(true);
    expect(chunk.content.toString()).toBe("we");
    expect(removed).toEqual([LEVELS.info, LEVELS.debug]);
  });

  test("but not where there are none, where one is dropped, or where it was given back", () => {
    expect(mixed("warn", "error").chunk.dropMild()).toBe(false);
    expect(dropping(owned()).dropMild()).toBe(false);
    expect(released(owned()).dropMild()).toBe(false);
  });
});
