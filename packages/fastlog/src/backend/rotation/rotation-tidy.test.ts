import fs from "node:fs";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { folder } from "../../../test/folder.ts";
import { Tidying, type Untidy } from "./rotation-tidy.ts";

/** Tidies up, with files of this user, 10 of which are to stay, compressed. */
function tidy(path: string, now: number): Untidy {
  const owners = new Set([process.geteuid?.() ?? 0]);
  const retention = {
    keep: 10,
    maxAge: Number.POSITIVE_INFINITY,
    maxTotal: Number.POSITIVE_INFINITY,
    gzip: true,
  };
  const steps = new Tidying(path, path, retention, owners, now, () => 0).run(now);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}

test("files that a killed process may have left are checked again until a minute has passed", () => {
  const at = folder();
  const path = join(at, "app.log");
  const reserved = `${path}.20200101T000000.000Z`;
  const half = `${path}.20200101T000001.000Z`;
  fs.writeFileSync(reserved, "");
  fs.writeFileSync(half, "half\n");
  fs.writeFileSync(`${half}.gz.tmp`, "hal");
  const now = Date.now();
  expect(tidy(path, now + 59_000)).toMatchObject({ uncompressed: [], again: 3_000 });
  expect(fs.readdirSync(at)).toHaveLength(3);
  // Now it is known that nobody compresses the file, and it is free to be compressed.
  expect(tidy(path, now + 61_000)).toMatchObject({
    uncompressed: [half],
    again: undefined,
  });
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
  expect(tidy(path, Date.now() + 10_000).uncompressed).toEqual([second]);
});
