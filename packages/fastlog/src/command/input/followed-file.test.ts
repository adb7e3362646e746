import { appendFileSync, openSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { FollowedFile } from "./followed-file.ts";

/** Reads all that a followed file has now, with `|` where another file begins. */
function readAll(file: FollowedFile): string {
  const bytes = Buffer.alloc(4);
  let text = "";
  for (;;) {
    const read = file.read(bytes, 0, bytes.length);
    text += bytes.toString("latin1", 0, read);
    if (file.hasChanged) text += "|";
    else if (read === 0) return text;
  }
}

function followed(path: string): FollowedFile {
  return new FollowedFile(path, openSync(path, "r"), 0);
}

test("what is added is read", () => {
  const path = join(folder(), "app.log");
  writeFileSync(path, "one\n");
  const file = followed(path);
  expect(readAll(file)).toBe("one\n");
  expect(readAll(file)).toBe("");
  appendFileSync(path, "two\n");
  expect(readAll(file)).toBe("two\n");
  file.close();
});

test("after a rotation the rest of the old file is read, then the new one from its start", () => {
  const path = join(folder(), "app.log");
  writeFileSync(path, "one\n");
  const file = followed(path);
  expect(readAll(file)).toBe("one\n");
  renameSync(path, `${path}.1`);
  expect(readAll(file)).toBe("");
  appendFileSync(`${path}.1`, "late\n");
  writeFileSync(path, "new\n");
  expect(readAll(file)).toBe("late\n|new\n");
  file.close();
});

test("a file that is cut is read from its start", () => {
  const path = join(folder(), "app.log");
  writeFileSync(path, "one\ntwo\n");
  const file = followed(path);
  expect(readAll(file)).toBe("one\ntwo\n");
  truncateSync(path);
  appendFileSync(path, "x\n");
  expect(readAll(file)).toBe("|x\n");
  file.close();
});

test("a file that is removed and made again, or made later, is waited for", () => {
  const path = join(folder(), "app.log");
  const file = new FollowedFile(path, undefined, 0);
  expect(readAll(file)).toBe("");
  writeFileSync(path, "one\n");
  expect(readAll(file)).toBe("one\n");
  rmSync(path);
  expect(readAll(file)).toBe("");
  writeFileSync(`${path}.new`, "two\n");
  renameSync(`${path}.new`, path);
  expect(readAll(file)).toBe("|two\n");
  file.close();
});
