import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { sealed } from "../../../test/fixtures/unit/sealed.ts";
import { folder } from "../../../test/folder.ts";
import { ChunkQueue } from "../delivery/chunk-queue.ts";
import { ChunkWriter } from "./chunk-writer.ts";
import type { Outlet } from "./outlet.ts";

const LONG = `${"x".repeat(60_000)}\n`;
const opened: number[] = [];

afterEach(() => {
  for (const fd of opened.splice(0)) fs.closeSync(fd);
});

/** A writer of two long records to a pipe that has room for little more than one. */
function interrupted(hasLevels = false) {
  const { reader, fd, outlet } = pipe(hasLevels);
  const queue = new ChunkQueue();
  for (let i = 0; i < 2; i++) queue.push(sealed(LONG).chunk, Number.POSITIVE_INFINITY);
  const writer = new ChunkWriter(outlet, queue, false);
  expect(writer.writeFirst()).toBeUndefined();
  expect(writer.writeFirst()).toMatchObject({ code: "EAGAIN" });
  expect([writer.isInside, queue.records]).toEqual([true, 1]);
  return { writer, queue, fd, read: () => readAll(reader) };
}

function readAll(reader: number): string {
  const bytes = Buffer.alloc(1 << 17);
  return bytes.toString("utf8", 0, fs.readSync(reader, bytes));
}

function pipe(hasLevels: boolean) {
  const path = join(folder(), "pipe");
  execFileSync("mkfifo", [path]);
  const { O_RDONLY, O_WRONLY, O_NONBLOCK } = fs.constants;
  const reader = fs.openSync(path, O_RDONLY | O_NONBLOCK);
  const fd = fs.openSync(path, O_WRONLY | O_NONBLOCK);
  opened.push(reader, fd);
  const outlet: Outlet = {
    ...{
      name: "pipe",
      fd,
      unit: 4096,
      hasLevels,
      maxRecord: undefined,
      isShown: false,
      onSwitch: undefined,
    },
    ...{ start() {}, prepare: () => fd, isOver: () => false, failed() {}, close() {} },
  };
  return { reader, fd, outlet };
}

test("the rest of a torn record is written before all others", () => {
  const { writer, queue, read } = interrupted();
  const first = read();
  expect(writer.writeFirst()).toBeUndefined();
  expect(first + read()).toBe(LONG + LONG);
  expect([writer.isInside, queue.length]).toEqual([false, 0]);
});

test("the line of a torn record is ended, and the record is written again", () => {
  const { writer, fd, read } = interrupted();
  const first = read();
  writer.endLine(fd);
  expect(writer.writeFirst()).toBeUndefined();
  expect(first + read()).toMatch(/^x{60000}\nx+\nx{60000}\n$/);
});

test("without a descriptor no line is ended, and the record is written again", () => {
  const { writer, read } = interrupted();
  read();
  writer.endLine(undefined);
  expect(writer.isInside).toBe(false);
  expect(writer.writeFirst()).toBeUndefined();
  expect(read()).toBe(LONG);
});

test("a record has its priority before it once, even if it was torn", () => {
  const { writer, queue, read } = interrupted(true);
  const first = read();
  expect(writer.writeFirst()).toBeUndefined();
  expect(first + read()).toBe(`<6>${LONG}`.repeat(2));
  expect([writer.isInside, queue.length]).toEqual([false, 0]);
});

test("each line of a record that is split has the record's priority", () => {
  const { reader, outlet } = pipe(true);
  const queue = new ChunkQueue();
  queue.push(sealed({ level: "error", text: `${"x".repeat(9_000)}\n` }, "next\n").chunk, 0);
  const writer = new ChunkWriter(outlet, queue, true);
  while (queue.length > 0) expect(writer.writeFirst()).toBeUndefined();
  const lines = readAll(reader).split("\n");
  expect(lines).toEqual([
    ...Array.from({ length: 3 }, () => expect.stringMatching(/^<3>/)),
    "<6>next",
    "",
  ]);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(4096);
});

test("records with priorities that did not all fit are written once, and in order", () => {
  const { reader, fd, outlet } = pipe(true);
  const filler = "f".repeat(4096);
  for (let i = 0; i < 15; i++) fs.writeSync(fd, filler);
  const queue = new ChunkQueue();
  const text = (i: number) => `${i} ${"x".repeat(900)}\n`;
  const texts = Array.from({ length: 20 }, (_, i) => text(i));
  queue.push(sealed(...texts).chunk, 0);
  const writer = new ChunkWriter(outlet, queue, false);
  expect(writer.writeFirst()).toMatchObject({ code: "EAGAIN" });
  const first = readAll(reader);
  expect(writer.writeFirst()).toBeUndefined();
  const rest = first + readAll(reader);
  expect(rest.replaceAll("f", "")).toBe(texts.map((text) => `<6>${text}`).join(""));
});
