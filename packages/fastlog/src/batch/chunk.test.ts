import { expect, test } from "vitest";
import { CHUNK_SIZE, Chunk, MAX_RECORDS } from "./chunk.ts";

const owner = { takeBack() {}, removed() {}, delivered() {} };

test("a new chunk is empty and has its owner", () => {
  const chunk = new Chunk(1_024, owner);
  expect(chunk).toMatchObject({ end: 0, records: 0, capacity: 1_024 });
  expect(chunk.owner).toBe(owner);
});

test("a chunk has room for two words behind its capacity", () => {
  const chunk = new Chunk(1_024, owner);
  expect(chunk.bytes.length).toBe(1_040);
  chunk.view.setFloat64(1_032, 1, true);
  expect(chunk.bytes.readDoubleLE(1_032)).toBe(1);
});

test("the bytes and the view of a chunk are the same memory, which is its own", () => {
  const chunk = new Chunk(CHUNK_SIZE, owner);
  expect(chunk.view.buffer).toBe(chunk.bytes.buffer);
  expect([chunk.view.byteOffset, chunk.bytes.byteOffset]).toEqual([0, 0]);
  expect(chunk.bytes.buffer.byteLength).toBe(chunk.bytes.length);
});

test("a chunk can tell where each of its records ends", () => {
  expect(new Chunk(CHUNK_SIZE, owner).ends).toHaveLength(MAX_RECORDS);
  expect(new Chunk(2 * CHUNK_SIZE, owner).ends).toHaveLength(MAX_RECORDS);
  expect(new Chunk(CHUNK_SIZE / 16, owner).ends).toHaveLength(MAX_RECORDS / 16);
});
