import fs from "node:fs";
import { basename, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { RotatingLog, rotatedFiles } from "../../../test/fixtures/unit/rotating-log.ts";

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

function stampsOf({ path }: RotatingLog): string[] {
  return rotatedFiles(path).map(({ stamp }) => stamp);
}

function yearsOf(log: RotatingLog): string[] {
  return stampsOf(log).map((stamp) => stamp.slice(0, 4));
}

describe("by time, after the clock was set back", () => {
  test.each([
    ["two days", 2 * DAY],
    ["73 years", 73 * YEAR],
    ["an hour", HOUR],
  ])("by %s, a file is rotated at the end of the hour that it is then", (_, by) => {
    const log = new RotatingLog({ every: HOUR }, { set: by });
    log.write("one\n");
    log.set = 0;
    log.write("two\n");
    expect(log.contents).toEqual(["one\ntwo\n"]);
    log.ahead = HOUR;
    log.write("three\n");
    expect(log.contents).toEqual(["one\ntwo\n", "three\n"]);
    log.ahead = 2 * HOUR;
    log.write("four\n");
    expect(log.contents).toEqual(["one\ntwo\n", "three\n", "four\n"]);
  });

  test("a failed rotation is still tried again after five seconds", () => {
    const log = new RotatingLog({ maxSize: 1 }, { set: DAY });
    fs.mkdirSync(`${log.path}.lock`);
    log.write("one\n");
    log.write("two\n");
    fs.rmdirSync(`${log.path}.lock`);
    log.set = 0;
    log.ahead = 5_000;
    log.write("three\n");
    expect(log.contents).toEqual(["one\ntwo\n", "three\n"]);
  });

  test("only files that were unchanged for three seconds of the monotonic clock are removed", () => {
    const log = new RotatingLog({ maxSize: 1, keep: 1 });
    for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
    log.set = -HOUR / 2;
    log.write("four\n");
    expect(log.contents).toHaveLength(4);
    log.pass(7_000);
    expect(log.contents).toEqual(["three\n", "four\n"]);
  });
});

describe("a file that was rotated while the clock was far ahead", () => {
  test.each([
    ["in 2099", 73 * YEAR],
    ["in the year 9999", Date.UTC(9999, 11, 31, 12) - Date.now()],
    ["two days ahead", 2 * DAY],
  ])("%s has no part in later names, and is the first one to be removed", (_, by) => {
    const log = new RotatingLog({ maxSize: 1, keep: 2 }, { set: by });
    log.write("ahead\n");
    log.write("one\n");
    log.set = 0;
    for (const text of ["two\n", "three\n", "four\n"]) log.write(text);
    const today = new Date().toISOString().slice(0, 10).replaceAll("-", "");
    expect(stampsOf(log).map((stamp) => stamp.slice(0, 8) === today)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    log.pass(7_000);
    expect(log.contents).toEqual(["two\n", "three\n", "four\n"]);
  });

  test("by somebody else, or was called so by hand, has none either", () => {
    const log = new RotatingLog({ maxSize: 1, keep: 5 });
    for (const stamp of ["99991231T235959.999Z", "99999999T999999.999Z"]) {
      fs.writeFileSync(`${log.path}.${stamp}`, "x\n");
    }
    log.write("one\n");
    log.write("two\n");
    log.pass(7_000);
    log.write("three\n");
    const year = new Date().getUTCFullYear();
    expect(yearsOf(log)).toEqual([`${year}`, `${year}`, "9999"]);
    // That is no date.
    expect(fs.existsSync(`${log.path}.99999999T999999.999Z`)).toBe(true);
  });
});

test.each([
  ["1970", -Date.now() + DAY, "1970"],
  ["before 1970", -Date.now() - DAY, "1970"],
  ["the year 10000", Date.UTC(9999, 11, 31) + 2 * DAY - Date.now(), "1970"],
  ["no time at all", Number.NaN, "1970"],
])("by size, a file is rotated also where the clock shows %s", (_, set, year) => {
  const log = new RotatingLog({ maxSize: 1 }, { set });
  for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
  expect(log.contents).toEqual(["one\n", "two\n", "three\n"]);
  expect(yearsOf(log)).toEqual([year, year]);
  expect(log.reported).toEqual([]);
});

test("names ascend even if the clock is set back a little, whichever process goes on with the file", () => {
  const first = new RotatingLog({ maxSize: 1 }, { set: 10 * MINUTE });
  first.write("one\n");
  first.write("two\n");
  const second = new RotatingLog({ maxSize: 1 }, { path: first.path });
  second.pass(4_000);
  second.write("three\n");
  second.write("four\n");
  expect(second.contents).toEqual(["one\n", "two\n", "three\n", "four\n"]);
});

describe("by the time of a zone", () => {
  /** Writes a line at each of these times and returns the lines of each file. */
  function linesOf(options: { every?: number; at?: string; timeZone: string }, times: string[]) {
    const [first = ""] = times;
    const log = new RotatingLog(options, { set: Date.parse(first) - Date.now() });
    for (const time of times) {
      log.set = Date.parse(time) - Date.now() - log.ahead;
      log.write(`${time.slice(5, 16)}\n`);
    }
    return log.contents.map((text) => text.trimEnd().split("\n"));
  }

  test("a file is rotated at midnight there", () => {
    const times = ["2026-06-30T21:59:59Z", "2026-06-30T22:00:01Z", "2026-07-01T21:59:59Z"];
    expect(linesOf({ every: DAY, timeZone: "Europe/Berlin" }, times)).toEqual([
      ["06-30T21:59"],
      ["06-30T22:00", "07-01T21:59"],
    ]);
  });

  test("a file is rotated once at that time of day, also on a leap day and without a period", () => {
    const times = [
      "2028-02-28T02:59:00+01:00",
      "2028-02-28T03:01:00+01:00",
      "2028-02-29T02:59:00+01:00",
      "2028-02-29T03:01:00+01:00",
      "2028-03-01T02:59:00+01:00",
      "2028-03-01T03:01:00+01:00",
    ];
    expect(linesOf({ at: "03:00", timeZone: "Europe/Berlin" }, times)).toEqual([
      ["02-28T02:59"],
      ["02-28T03:01", "02-29T02:59"],
      ["02-29T03:01", "03-01T02:59"],
      ["03-01T03:01"],
    ]);
  });
});

describe("what is to be removed by age", () => {
  test("is removed when it is too old, although nothing is logged", () => {
    const log = new RotatingLog({ maxSize: 1, maxAge: 2 * HOUR });
    log.write("one\n");
    log.write("two\n");
    log.pass(HOUR);
    log.write("three\n");
    log.pass(HOUR - MINUTE);
    expect(log.contents).toEqual(["one\n", "two\n", "three\n"]);
    log.pass(2 * MINUTE);
    expect(log.contents).toEqual(["two\n", "three\n"]);
    log.pass(HOUR);
    expect(log.contents).toEqual(["three\n"]);
  });

  test("are all rotated files that are too old, whatever keep says", () => {
    const log = new RotatingLog({ maxSize: 1, maxAge: HOUR });
    for (let i = 0; i < 20; i++) log.write(`${i}\n`);
    log.pass(10_000);
    expect(log.contents).toHaveLength(20);
    log.pass(HOUR);
    expect(log.contents).toEqual(["19\n"]);
  });
});

test("rotated files have no more bytes together than they may, the newest of them", () => {
  const log = new RotatingLog({ maxSize: 1, maxTotal: 12 });
  for (let i = 0; i < 20; i++) log.write(`${String(i).padStart(4, "0")}\n`);
  log.pass(7_000);
  expect(log.contents).toEqual(["0017\n", "0018\n", "0019\n"]);
});

test("a closed log does no more work", () => {
  const log = new RotatingLog({ maxSize: 1, keep: 1, maxAge: HOUR });
  for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
  log.close();
  log.pass(2 * HOUR);
  expect(log.waiting).toBe(0);
  expect(log.contents).toEqual(["one\n", "two\n", "three\n"]);
});

describe("onRotated", () => {
  test("is called once for each settled file, and for none that was there before", () => {
    const told: string[] = [];
    const onRotated = ({
      path,
      size,
      rotatedAt,
    }: {
      path: string;
      size: number;
      rotatedAt: Date;
    }) => told.push(`${basename(path)} ${size} ${rotatedAt instanceof Date}`);
    const log = new RotatingLog({ maxSize: 1, onRotated });
    fs.writeFileSync(`${log.path}.20200101T000000.000Z.gz`, gzipSync("old\n"));
    log.pass(1_000);
    log.write("one\n");
    log.write("three\n");
    log.write("five\n");
    log.pass(2_000);
    expect(told).toEqual([]);
    log.pass(5_000);
    const [, first, second] = stampsOf(log);
    expect(told).toEqual([`app.log.${first} 4 true`, `app.log.${second} 6 true`]);
    log.write("six\n");
    log.pass(20_000);
    expect(told).toHaveLength(3);
  });

  test("is called for files that another process has rotated", () => {
    const told: string[] = [];
    const log = new RotatingLog({ maxSize: 1_000, onRotated: ({ path }) => told.push(path) });
    log.pass(1_000);
    log.write("one\n");
    const other = `${log.path}.${new Date().toISOString().replaceAll(/[-:]/g, "")}`;
    fs.renameSync(log.path, other);
    // It is not written to any more, and nobody looks whether it is at its path.
    log.pass(25_000);
    expect(told).toEqual([other]);
  });

  test("that throws is reported, and called for the next file", () => {
    const log = new RotatingLog({
      maxSize: 1,
      onRotated: () => {
        throw new Error("no");
      },
    });
    log.pass(1_000);
    for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
    log.pass(10_000);
    expect(log.reported).toEqual([
      expect.stringMatching(/^ROTATE onRotated threw for ".*Z": no$/),
      expect.stringMatching(/^ROTATE onRotated threw for ".*Z": no$/),
    ]);
  });
});

describe("a symbolic link in the path that changes its target", () => {
  test.each([["reopen()"], ["its own notice"]])(
    "is followed after %s, and files are rotated there",
    (by) => {
      const log = new RotatingLog({ maxSize: 5 });
      const at = dirname(log.path);
      const [link, disk1, disk2] = ["log", "disk1", "disk2"].map((name) => join(at, name)) as [
        string,
        string,
        string,
      ];
      for (const disk of [disk1, disk2]) fs.mkdirSync(disk);
      fs.symlinkSync(disk1, link);
      const linked = new RotatingLog({ maxSize: 5 }, { path: join(link, "app.log") });
      linked.write("one\n");
      linked.write("two\n");
      fs.rmSync(link);
      fs.symlinkSync(disk2, link);
      if (by === "reopen()") linked.reopen();
      for (const text of ["three\n", "four\n", "five\n"]) linked.write(text);
      const filesIn = (disk: string) => fs.readdirSync(disk).length;
      // Without being told it finds out when it is to rotate: the file there was is left as it is.
      expect([filesIn(disk1), filesIn(disk2)]).toEqual([2, 3]);
      expect(linked.reported).toEqual([]);
    },
  );
});
