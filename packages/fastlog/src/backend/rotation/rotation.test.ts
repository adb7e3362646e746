import fs from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { RotatingLog, rotatedFiles, textOf } from "../../../test/fixtures/unit/rotating-log.ts";
import { folder } from "../../../test/folder.ts";
import { until } from "../../../test/until.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe("by size, a file", () => {
  test("is rotated before it becomes longer, and a record that is longer by itself has a file of its own", () => {
    const log = new RotatingLog({ maxSize: 10 });
    for (const text of ["one\n", "two\n", "three\n", "a long record\n", "four\n"]) log.write(text);
    expect(log.contents).toEqual(["one\ntwo\n", "three\n", "a long record\n", "four\n"]);
    expect([log.reported, log.others]).toEqual([[], []]);
  });

  test("is called by the time, and in the order of their names files are in the order of age", () => {
    const log = new RotatingLog({ maxSize: 1 });
    log.write("one\n");
    log.write("two\n");
    log.write("three\n");
    log.set = -HOUR / 2;
    log.write("four\n");
    expect(log.contents).toEqual(["one\n", "two\n", "three\n", "four\n"]);
    for (const { path } of rotatedFiles(log.path)) {
      expect(basename(path)).toMatch(/^app\.log\.\d{8}T\d{6}\.\d{3}Z$/);
    }
  });

  test("is itself renamed, not the symbolic link that points to it", () => {
    const path = join(folder(), "app.log");
    const link = join(folder(), "link.log");
    fs.symlinkSync(path, link);
    const log = new RotatingLog({ maxSize: 5 }, { path: link });
    log.write("one\n");
    log.write("two\n");
    expect(fs.readlinkSync(link)).toBe(path);
    expect([textOf(link), ...rotatedFiles(path).map((file) => textOf(file.path))]).toEqual([
      "two\n",
      "one\n",
    ]);
  });
});

describe("by time, a file", () => {
  test.each([
    ["an hour", HOUR],
    ["a day", DAY],
    ["seven minutes", 420_000],
  ])("is rotated by the first record after the end of %s, counted in UTC", (_, every) => {
    const log = new RotatingLog({ every });
    const now = Date.now();
    const end = (Math.floor(now / every) + 1) * every;
    log.write("one\n");
    log.ahead = end - now - 5_000;
    log.write("two\n");
    log.ahead = end - now;
    log.write("three\n");
    log.write("four\n");
    log.ahead += every;
    log.write("five\n");
    expect(log.contents).toEqual(["one\ntwo\n", "three\nfour\n", "five\n"]);
  });

  test("goes on when it is opened again in its period, and does not when it is of another one", () => {
    const first = new RotatingLog({ every: DAY });
    first.write("one\n");
    const second = new RotatingLog({ every: DAY }, { path: first.path });
    second.write("two\n");
    expect(second.contents).toEqual(["one\ntwo\n"]);
    const yesterday = (Date.now() - DAY) / 1000;
    fs.utimesSync(first.path, yesterday, yesterday);
    const third = new RotatingLog({ every: DAY }, { path: first.path });
    third.write("three\n");
    expect(third.contents).toEqual(["one\ntwo\n", "three\n"]);
  });

  test("is not rotated while it is empty, and is of the period of its first record", () => {
    const log = new RotatingLog({ every: HOUR });
    log.ahead = 5 * HOUR;
    log.write("one\n");
    log.write("two\n");
    expect(log.contents).toEqual(["one\ntwo\n"]);
  });
});

describe("rotated files", () => {
  test("are removed when they are too many, but not before nobody can write to them", () => {
    const log = new RotatingLog({ maxSize: 1, keep: 2 });
    for (const text of ["one\n", "two\n", "three\n", "four\n", "five\n"]) log.write(text);
    expect(log.contents).toEqual(["one\n", "two\n", "three\n", "four\n", "five\n"]);
    log.ahead = 3_100;
    log.write("six\n");
    expect(log.contents).toEqual(["four\n", "five\n", "six\n"]);
  });

  test("are those whose names have exactly that form", () => {
    const log = new RotatingLog({ maxSize: 1, keep: 1 });
    const at = "20200101T000000.000Z";
    const ours = [`app.log.${at}`, `app.log.${at}.gz`, `app.log.${at}.gz.tmp`];
    const others = [
      "app.log.1",
      "app.log.gz",
      `app.log.${at}.bak`,
      `app.log.x.${at}`,
      `a.log.${at}`,
    ];
    for (const name of [...ours, ...others]) fs.writeFileSync(join(log.path, "..", name), "x");
    log.write("one\n");
    log.ahead = 3_100;
    log.write("two\n");
    expect(log.contents).toEqual(["one\n", "two\n"]);
    expect(log.others.sort()).toEqual(others.sort());
  });

  test("are compressed three seconds after the last write to them", async () => {
    const log = new RotatingLog({ maxSize: 1, gzip: true });
    log.write("one\n");
    log.write("two\n");
    log.write("three\n");
    expect(log.contents).toEqual(["one\n", "two\n", "three\n"]);
    log.ahead = 3_100;
    log.write("four\n");
    const suffixes = () => rotatedFiles(log.path).map(({ suffix }) => suffix);
    await until(() => suffixes().join() === ".gz,.gz,.gz");
    expect(log.contents).toEqual(["one\n", "two\n", "three\n", "four\n"]);
    expect([log.reported, log.others]).toEqual([[], []]);
  });
});

describe("what others do", () => {
  test("a file that somebody else has renamed is not rotated again", () => {
    const log = new RotatingLog({ maxSize: 5 });
    log.write("one\n");
    fs.renameSync(log.path, `${log.path}.1`);
    fs.writeFileSync(log.path, "other\n");
    log.write("two\n");
    expect(log.contents).toEqual(["other\ntwo\n"]);
  });

  test("while another process rotates, the file stays in use, and is checked again a little later", () => {
    const log = new RotatingLog({ maxSize: 1 });
    fs.writeFileSync(`${log.path}.lock`, `${process.pid}\n`);
    for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
    expect(log.contents).toEqual(["one\ntwo\nthree\n"]);
    fs.rmSync(`${log.path}.lock`);
    log.write("four\n");
    expect(log.contents).toHaveLength(1);
    log.ahead = 200;
    log.write("five\n");
    expect(log.contents).toEqual(["one\ntwo\nthree\nfour\n", "five\n"]);
    expect([log.reported, log.others]).toEqual([[], []]);
  });

  test.each([
    ["a process that has ended", "2147483646\n", 0],
    ["whoever was stopped ten seconds ago", `${process.pid}\n`, 11],
    ["who could not even write its pid", "", 11],
  ])("the lock of %s is removed", (_, pid, age) => {
    const log = new RotatingLog({ maxSize: 1 });
    fs.writeFileSync(`${log.path}.lock`, pid);
    const then = Date.now() / 1000 - age;
    fs.utimesSync(`${log.path}.lock`, then, then);
    log.write("one\n");
    log.write("two\n");
    expect(log.contents).toEqual(["one\n", "two\n"]);
    expect(log.others).toEqual([]);
  });

  test("what a process that was killed has left is finished or removed by the next rotation", async () => {
    const log = new RotatingLog({ maxSize: 1, gzip: true });
    const left = ["20200101T000000.000Z", "20200101T000001.000Z"].map((at) => `${log.path}.${at}`);
    const [reserved, half] = left as [string, string];
    fs.writeFileSync(reserved, "");
    fs.writeFileSync(half, "half\n");
    fs.writeFileSync(`${half}.gz.tmp`, "hal");
    fs.writeFileSync(`${log.path}.lock`, "2147483646\n");
    log.ahead = 61_000;
    log.write("one\n");
    log.write("two\n");
    await until(() => rotatedFiles(log.path).every(({ suffix }) => suffix === ".gz"));
    expect(log.contents).toEqual(["half\n", "one\n", "two\n"]);
    expect([log.reported, log.others]).toEqual([[], []]);
  });
});

test("a failed rotation is reported, the file stays in use, and it is tried again after five seconds", () => {
  const log = new RotatingLog({ maxSize: 1 });
  fs.mkdirSync(`${log.path}.lock`);
  for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
  expect(log.contents).toEqual(["one\ntwo\nthree\n"]);
  expect(log.reported).toEqual([
    expect.stringMatching(
      /^ROTATE cannot be rotated, goes on as it is: ".*lock" is a folder \(expected nothing/,
    ),
  ]);
  fs.rmdirSync(`${log.path}.lock`);
  log.ahead = 5_000;
  log.write("four\n");
  expect(log.contents).toEqual(["one\ntwo\nthree\n", "four\n"]);
});
