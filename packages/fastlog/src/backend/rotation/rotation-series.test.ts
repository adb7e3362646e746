import fs from "node:fs";
import { join } from "node:path";
import { threadId } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { RotatingLog } from "../../../test/fixtures/unit/rotating-log.ts";
import { folder } from "../../../test/folder.ts";
import { resolveTokens } from "./path-tokens.ts";
import { findSeries, type Series } from "./rotation-series.ts";

const STAMP = "20200101T000000.000Z";

/** A pid that no process has: those of Linux are below 2 ** 22. */
const ENDED = 2 ** 22;
const { pid: OWN, ppid: RUNNING } = process;

/** The series of a file, and how many steps it took to find it. */
function find(path: string, pattern: string): Series & { steps: number } {
  const work = findSeries(path, pattern);
  for (let steps = 1; ; steps++) {
    const { done, value } = work.next();
    if (done === true) return { ...value, steps };
  }
}

/** What is found of files with these names in a folder. */
function found(pattern: string, names: readonly string[], mtime = Date.now() / 1000): string[] {
  const at = folder();
  for (const name of names) {
    fs.mkdirSync(join(at, name, ".."), { recursive: true });
    fs.writeFileSync(join(at, name), "x\n");
    fs.utimesSync(join(at, name), mtime, mtime);
  }
  const path = resolveTokens(join(at, pattern), "worker-3");
  fs.mkdirSync(join(path, ".."), { recursive: true });
  const { rotated, left } = find(path, join(at, pattern));
  return [...rotated.map((file) => file.path), ...left]
    .map((one) => one.slice(at.length + 1))
    .sort();
}

describe("of a file whose name has the pid", () => {
  test("rotated files and the last ones of processes that have ended are found, and no others", () => {
    const ours = [`app-${ENDED}.log`, `app-${ENDED}.log.${STAMP}.gz`, `app-${OWN}.log.${STAMP}`];
    const others = [
      `app-${OWN}.log`,
      `app-${RUNNING}.log`,
      `app-${RUNNING}.log.${STAMP}`,
      `app-${ENDED}.log.1`,
      `app-${ENDED}.log.bak`,
      `app-0${ENDED}.log`,
      `app-${ENDED}-.log`,
      `xapp-${ENDED}.log`,
      "app-20261125.log",
      "app-x.log",
      `app-${ENDED}xlog`,
      `app-.log.${STAMP}`,
    ];
    expect(found("app-{pid}.log", [...ours, ...others])).toEqual(ours.sort());
  });

  test("in its folder, those folders are searched", () => {
    const ours = [`${ENDED}/app.log`, `${ENDED}/app.log.${STAMP}`, `${OWN}/app.log.${STAMP}`];
    const others = [
      `${OWN}/app.log`,
      `${RUNNING}/app.log`,
      `${ENDED}/other.log`,
      "app.log",
      "x/app.log",
    ];
    expect(found("{pid}/app.log", [...ours, ...others])).toEqual(ours.sort());
  });

  test("twice, it is the same in both places", () => {
    const ours = [`${ENDED}/${ENDED}.log`];
    expect(
      found("{pid}/{pid}.log", [...ours, `${ENDED}/${RUNNING}.log`, `${ENDED}/1.log`]),
    ).toEqual(ours);
    expect(found("{pid}-{pid}.log", [`${ENDED}-${ENDED}.log`, `${ENDED}-1.log`])).toEqual([
      `${ENDED}-${ENDED}.log`,
    ]);
  });
});

describe("of a file whose name has the thread", () => {
  const names = [`app-${threadId}.log`, "app-77.log", `app-78.log.${STAMP}`, `app-77.log.${STAMP}`];

  test("those that were not written to since the process began are found", () => {
    expect(found("app-{thread}.log", names, 1)).toEqual(names.slice(1).sort());
  });

  test("a thread that may still be there keeps its own", () => {
    expect(found("app-{thread}.log", names)).toEqual([`app-78.log.${STAMP}`]);
  });

  test("and the pid, those of ended processes are found whatever their thread", () => {
    const ours = [`app-${ENDED}-7.log`, `app-${ENDED}-0.log.${STAMP}`];
    expect(found("app-{pid}-{thread}.log", [...ours, `app-${RUNNING}-7.log`])).toEqual(ours.sort());
  });
});

test("of a file whose name has the tag, those with tags that threads are given are found, of before", () => {
  const ours = ["main.log", `worker-17.log.${STAMP}`, `worker-3.log.${STAMP}`];
  expect(found("{tag}.log", [...ours, "worker-3.log", "syslog.log", "shop.log"], 1)).toEqual(ours);
});

test("characters that mean something in expressions mean themselves in paths", () => {
  const ours = [`a.b+(${ENDED})[x]{y}.log`];
  const others = [`aXb+(${ENDED})[x]{y}.log`, `a.bb(${ENDED})[x]{y}.log`];
  expect(found("a.b+({pid})[x]{{y}}.log", [...ours, ...others])).toEqual(ours);
});

test("what earlier runs have left counts, as rotated when it was last written to", () => {
  const at = folder();
  const pattern = join(at, "app-{pid}.log");
  for (const [i, name] of [`app-${ENDED}.log.${STAMP}`, `app-${ENDED}.log`].entries()) {
    fs.writeFileSync(join(at, name), `${i}\n`);
    fs.utimesSync(join(at, name), 1_600_000_000 + i, 1_600_000_000 + i);
  }
  const log = new RotatingLog(
    { maxSize: 1, keep: 2 },
    { path: resolveTokens(pattern, ""), pattern },
  );
  log.write("two\n");
  log.pass(10_000);
  const taken = `app-${ENDED}.log.20200913T122641.000Z`;
  expect(fs.readdirSync(at).sort()).toEqual(
    [`app-${ENDED}.log.${STAMP}`, taken, `app-${OWN}.log`].sort(),
  );
  log.write("three\n");
  log.write("four\n");
  log.pass(10_000);
  const names = fs.readdirSync(at).filter((name) => name.startsWith(`app-${ENDED}`));
  expect(names).toEqual([]);
  expect(log.contents).toEqual(["two\n", "three\n", "four\n"]);
  expect(log.reported).toEqual([]);
});

test("an empty file of a process that has ended is removed", () => {
  const at = folder();
  const pattern = join(at, "app-{pid}.log");
  fs.writeFileSync(join(at, `app-${ENDED}.log`), "");
  fs.utimesSync(join(at, `app-${ENDED}.log`), 1, 1);
  const log = new RotatingLog({ maxSize: 1 }, { path: resolveTokens(pattern, ""), pattern });
  log.pass(10_000);
  expect(fs.readdirSync(at)).toEqual([`app-${OWN}.log`]);
});

test("a folder of many names is read in as many steps, and other names are not looked at", () => {
  const at = folder();
  for (let i = 0; i < 5_000; i++) fs.writeFileSync(join(at, `other-${i}`), "");
  const { rotated, left, steps } = find(join(at, "app.log"), join(at, "app.log"));
  expect([rotated, left]).toEqual([[], []]);
  expect(steps).toBe(1 + Math.floor(5_000 / 256));
});
