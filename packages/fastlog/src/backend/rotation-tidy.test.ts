import fs from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { tidy } from "./rotation-tidy.ts";

test("what a process that was killed may have left is looked at again until a minute has passed", () => {
  const at = folder();
  const path = join(at, "app.log");
  const reserved = `${path}.20200101T000000.000Z`;
  const half = `${path}.20200101T000001.000Z`;
  fs.writeFileSync(reserved, "");
  fs.writeFileSync(half, "half\n");
  fs.writeFileSync(`${half}.gz.tmp`, "hal");
  const now = Date.now();
  expect(tidy(path, 10, true, now + 59_000)).toEqual({ uncompressed: [], isLater: true });
  expect(fs.readdirSync(at)).toHaveLength(3);
  // Now it is known that nobody compresses the file, and it is free to be compressed.
  expect(tidy(path, 10, true, now + 61_000)).toEqual({ uncompressed: [half], isLater: false });
  expect(fs.readdirSync(at)).toEqual([basename(half)]);
});

test("a file that somebody is compressing is not compressed by another", () => {
  const path = join(folder(), "app.log");
  const [first, second] = ["20200101T000000.000Z", "20200101T000001.000Z"].map(
    (stamp) => `${path}.${stamp}`,
  );
  fs.writeFileSync(`${first}`, "one\n");
  fs.writeFileSync(`${first}.gz.tmp`, "on");
  fs.writeFileSync(`${second}`, "two\n");
  expect(tidy(path, 10, true, Date.now() + 10_000).uncompressed).toEqual([second]);
});
