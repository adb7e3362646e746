import { readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { expect, test } from "vitest";
import { Recording } from "../../../test/fixtures/unit/recording.ts";
import { folder } from "../../../test/folder.ts";
import { file } from "./file.ts";
import type { FileOptions } from "./file-options.ts";

test("a path with {pid} and {thread} is a file each", async () => {
  const at = folder();
  const backend = file(join(at, "{pid}-{thread}.log"));
  expect(readdirSync(at)).toEqual([`${process.pid}-${threadId}.log`]);
  await backend.close();
});

test("a path with {tag} is opened when the tag is known, and has it in its name", async () => {
  const at = folder();
  const backend = file(join(at, "{tag}.log"));
  expect(readdirSync(at)).toEqual([]);
  const recording = new Recording({ backend });
  recording.app.info("hello");
  recording.pipeline.flushSync();
  expect(readFileSync(join(at, "main.log"), "utf8")).toBe("hello\n");
  expect(backend.name).toMatch(/\/main\.log$/);
  await backend.close();
});

test("a symbolic link is followed, unless it is to be refused", async () => {
  const at = folder();
  writeFileSync(join(at, "target"), "");
  symlinkSync("target", join(at, "app.log"));
  await file(join(at, "app.log")).close();
  expect(() => file(join(at, "app.log"), { symlink: "refuse" })).toThrow(/: ELOOP: /);
});

test.each<[given: FileOptions, message: string]>([
  [
    { mode: 0o7777 },
    "invalid option mode=4095 of file(): expected three octal digits such as 0o640",
  ],
  [{ every: 1000 }, "invalid option every=1000 of file(): expected a time from 60000 to"],
  [{ keep: 0 }, "invalid option keep=0 of file(): expected a whole number from 1 to 100000"],
  [{ size: 1 } as never, 'unknown option "size" of file() (expected buffer, overflow, '],
])("the options %j are refused", (given, message) => {
  expect(() => file("/tmp/never", given)).toThrow(
    expect.objectContaining({
      code: "ERR_FASTLOG_INVALID_OPTION",
      message: expect.stringContaining(message),
    }),
  );
});

test("a worker thread makes the same one from its recipe", async () => {
  const path = join(folder(), "app.log");
  const backend = file(path, { mode: 0o600 });
  expect(backend.recipe).toEqual({ factory: "file", args: [path, { mode: 0o600 }] });
  await backend.close();
});
