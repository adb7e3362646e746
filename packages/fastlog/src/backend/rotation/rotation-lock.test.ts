import fs from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { folder } from "../../../test/folder.ts";
import { isRunning, locked, removeStale } from "./rotation-lock.ts";

vi.mock("../../time/system-time.ts", () => import("../../../test/fixtures/unit/global-time.ts"));

const NOW = Date.UTC(2026, 10, 21);

/** A lock that a process has made. */
function lockOf(pid: number): string {
  const path = join(folder(), "app.log.lock");
  fs.writeFileSync(path, `${pid}\n`);
  return path;
}

/** Has the system answer so whoever asks for a process: root may signal all of them. */
function answer(code: string): void {
  vi.spyOn(process, "kill").mockImplementation(() => {
    throw Object.assign(new Error(`kill ${code}`), { code });
  });
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

test("the work runs, and leaves no lock", () => {
  const path = join(folder(), "app.log.lock");
  let seen = "";
  expect(
    locked(path, () => {
      seen = fs.readFileSync(path, "utf8");
    }),
  ).toBe(true);
  expect(seen).toBe(`${process.pid}\n`);
  expect(fs.existsSync(path)).toBe(false);
});

test("work that throws leaves no lock", () => {
  const path = join(folder(), "app.log.lock");
  const work = () => {
    throw new Error("full");
  };
  expect(() => locked(path, work)).toThrow("full");
  expect(fs.existsSync(path)).toBe(false);
});

test.each([
  ["of this user", undefined, false],
  ["of another user, which this one may not signal,", "EPERM", false],
  ["that has ended", "ESRCH", true],
])("the lock of a process %s is respected as long as that runs", (_, code, isFree) => {
  const path = lockOf(process.pid);
  if (code !== undefined) answer(code);
  let count = 0;
  expect([isRunning(process.pid), locked(path, () => count++), count]).toEqual([
    !isFree,
    isFree,
    isFree ? 1 : 0,
  ]);
  expect(fs.existsSync(path)).toBe(!isFree);
});

describe("the lock of a process that runs", () => {
  test.each([
    ["is held for less than ten seconds", -9_999, false],
    ["is stale after ten seconds", -10_001, true],
    ["is held where the clock was set back a little", 9_999, false],
    ["is stale where the clock was set back", 10_001, true],
  ])("%s", (_, age, isStale) => {
    vi.useFakeTimers({ toFake: ["Date"], now: NOW });
    const path = lockOf(process.pid);
    const time = (NOW + age) / 1_000;
    fs.utimesSync(path, time, time);
    expect([removeStale(path), fs.existsSync(path)]).toEqual([isStale, !isStale]);
  });
});

test.each(["", "soon", "0"])("a lock that says %j is known by its age alone", (text) => {
  const path = join(folder(), "app.log.lock");
  fs.writeFileSync(path, text);
  expect(removeStale(path)).toBe(false);
  fs.utimesSync(path, 0, 0);
  expect(removeStale(path)).toBe(true);
});

test("an entry that is not a lock stays, and is named in the error", () => {
  const path = folder();
  expect(() => locked(path, () => {})).toThrow(
    `"${path}" is a folder (expected nothing there, or a lock)`,
  );
  expect(fs.existsSync(path)).toBe(true);
});
