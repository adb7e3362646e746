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
function interrupted() {
  const path = join(folder(), "pipe");
  execFileSync("mkfifo", [path]);
  const { O_RDONLY, O_WRONLY, O_NONBLOCK } = fs.constants;
  const reader = fs.openSync(path, O_RDONLY | O_NONBLOCK);
  const fd = fs.openSync(path, O_WRONLY | O_NONBLOCK);
  opened.push(reader, fd);
  const outlet: Outlet = {
    ...{ name: "pipe", fd, unit: 4096, isShown: false, onSwitch: undefined },
    ...{ start() {}, prepare: () => fd, isOver: () => false, failed() {}, close() {} },
  };
  const queue = new ChunkQueue();
  for (let i = 0; i < 2; i++) queue.push(sealed(LONG).chunk, Number.POSITIVE_INFINITY);
  const writer = new ChunkWriter(outlet, queue, false);
  expect(writer.writeFirst()).toBeUndefined();
  expect(writer.writeFirst()).toMatchObject({ code: "EAGAIN" });
  expect([writer.isInside, queue.records]).toEqual([true, 1]);
  const read = () => {
    const bytes = Buffer.alloc(1 << 17);
    return bytes.toString("utf8", 0, fs.readSync(reader, bytes));
  };
  return { writer, queue, fd, read };
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
