import { existsSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { file } from "./file.ts";
import { makeFolder } from "./make-folder.ts";

test("a folder is made with its missing parents, and may exist", () => {
  const path = join(folder(), "a/b/c");
  makeFolder(path);
  makeFolder(path);
  expect(statSync(path).isDirectory()).toBe(true);
});

test("a folder below a file is refused by the system's error", () => {
  const at = folder();
  writeFileSync(join(at, "a"), "");
  expect(() => makeFolder(join(at, "a/b/c"))).toThrow(/ENOTDIR/);
  expect(() => makeFolder(join(at, "a"))).toThrow(/EEXIST/);
});

test("a folder below a link that leads nowhere is refused by the system's error", () => {
  const at = folder();
  symlinkSync(join(at, "nowhere/at/all"), join(at, "link"));
  expect(() => makeFolder(join(at, "link/b"))).toThrow(/ENOENT|EEXIST/);
});

// Where it does not return, neither does the test.
test.runIf(existsSync("/proc/self"))(
  "a file below /proc, which takes no folders, is refused",
  () => {
    expect(() => file("/proc/no/such/app.log")).toThrow(
      expect.objectContaining({ code: "ERR_FASTLOG_BACKEND_UNAVAILABLE" }),
    );
  },
);
