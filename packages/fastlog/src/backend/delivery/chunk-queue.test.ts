import { expect, test } from "vitest";
import { sealed, sealedFor } from "../../../test/fixtures/unit/sealed.ts";
import type { ChunkOwner } from "../../batch/chunk.ts";
import { LEVELS } from "../../level.ts";
import type { SealedChunk } from "../backend.ts";
import { ChunkQueue } from "./chunk-queue.ts";

test("chunks come out in the order in which they went in, with their bytes and records counted", () => {
  const queue = new ChunkQueue();
  const [a, b] = [sealed("a\n"), sealed("bc\n", "d\n")];
  queue.push(a.chunk, 0);
  queue.push(b.chunk, 1);
  expect([queue.length, queue.bytes, queue.records]).toEqual([2, 7, 3]);
  expect(queue.shift()).toBe(a.chunk);
  expect([queue.length, queue.bytes, queue.records, queue.first]).toEqual([1, 5, 2, b.chunk]);
  queue.unshift([a.chunk]);
  expect([queue.length, queue.bytes, queue.at(0), queue.at(1)]).toEqual([2, 7, a.chunk, b.chunk]);
});

test("discarded chunks get the reason, and the queue is empty", () => {
  const queue = new ChunkQueue();
  const chunks = [sealed("a\n"), sealed("b\n")];
  for (const { chunk } of chunks) queue.push(chunk, Number.POSITIVE_INFINITY);
  queue.discard("closed");
  expect(chunks.map(({ fate }) => fate())).toEqual(["closed", "closed"]);
  expect([queue.length, queue.bytes, queue.shift()]).toEqual([0, 0, undefined]);
});

test.each([
  ["the oldest one that is not under way", ["info", "info", "info"], 1, 1],
  ["the oldest one without a warn or worse", ["warn", "error", "debug", "info"], 0, 2],
  ["the oldest one, where each has a warn or worse", ["warn", "error"], 0, 0],
] as const)("what goes first is %s", (_, levels, underWay, dropped) => {
  const queue = new ChunkQueue();
  const chunks = levels.map((level) => sealed({ level, text: "x\n" }));
  for (const { chunk } of chunks) queue.push(chunk, Number.POSITIVE_INFINITY);
  expect(queue.dropOldest(underWay)).toBe(true);
  const fates = levels.map((_, i) => (i === dropped ? "overflow" : "kept"));
  expect(chunks.map(({ fate }) => fate())).toEqual(fates);
  expect(queue.bytes).toBe(2 * (levels.length - 1));
});

test("chunks that are under way stay, even where there are no others", () => {
  const queue = new ChunkQueue();
  const { chunk, fate } = sealed("a\n");
  queue.push(chunk, Number.POSITIVE_INFINITY);
  expect(queue.dropOldest(1)).toBe(false);
  expect([fate(), queue.length]).toEqual(["kept", 1]);
});

test("a small chunk is taken over by the one before it, unless that is under way", () => {
  const queue = new ChunkQueue();
  const owner = { takeBack: () => {}, removed: () => {}, delivered: () => {} };
  const make = (text: string) => sealedFor(owner, text);
  const chunks = ["a\n", "b\n", "c\n"].map(make);
  queue.push(chunks[0] as SealedChunk, 0);
  queue.push(chunks[1] as SealedChunk, 1);
  queue.push(chunks[2] as SealedChunk, 1);
  expect([queue.length, queue.bytes, queue.records]).toEqual([2, 6, 3]);
  expect(queue.at(1)?.content.toString()).toBe("b\nc\n");
});

test("if every chunk has severe records, mild records are dropped first", () => {
  const queue = new ChunkQueue();
  const removed: [level: number, bytes: number][] = [];
  const owner: ChunkOwner = {
    takeBack: () => {},
    removed: (...args) => removed.push(args),
    delivered: () => {},
  };
  for (let i = 0; i < 3; i++) {
    const error = { level: "error" as const, text: `error ${i}\n` };
    const chunk = sealedFor(owner, `info ${i}\n`, error, { level: "debug", text: "debug\n" });
    queue.push(chunk, Number.POSITIVE_INFINITY);
  }
  expect(queue.dropOldest(0)).toBe(true);
  const texts = () => Array.from({ length: queue.length }, (_, i) => `${queue.at(i)?.content}`);
  expect(texts()).toEqual(["error 0\nerror 1\n", "info 2\nerror 2\ndebug\n"]);
  expect(removed).toEqual(
    [LEVELS.info, LEVELS.debug, LEVELS.info, LEVELS.debug].map((level, i) => [
      level,
      i % 2 === 0 ? 7 : 6,
    ]),
  );
  expect(queue.dropOldest(0)).toBe(true);
  expect(texts()).toEqual(["error 0\nerror 1\nerror 2\n"]);
  expect(queue.bytes).toBe(24);
  expect(queue.dropOldest(0)).toBe(true);
  expect(queue.length).toBe(0);
});
