import { execFileSync } from "node:child_process";
import fs from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { RotatingLog } from "../../../test/fixtures/unit/rotating-log.ts";
import { folder } from "../../../test/folder.ts";
import { until } from "../../../test/until.ts";

const STAMP = "20200101T000000.000Z";
const isRoot = process.geteuid?.() === 0;
/** `nobody`, as far as these tests go. */
const OTHER = 65_534;

/** Puts something at a path, and says what it is. */
const STRANGERS: [kind: string, put: (path: string) => void, isPossible?: boolean][] = [
  [
    "a symbolic link",
    (path) => {
      const target = join(folder(), "secret");
      fs.writeFileSync(target, "secret\n", { mode: 0o600 });
      fs.symlinkSync(target, path);
    },
  ],
  ["a symbolic link", (path) => fs.symlinkSync("nowhere", path)],
  ["a named pipe", (path) => void execFileSync("mkfifo", [path])],
  ["a folder", (path) => fs.mkdirSync(path)],
  [
    `a regular file of the user ${OTHER}`,
    (path) => {
      fs.writeFileSync(path, "theirs\n");
      fs.chownSync(path, OTHER, OTHER);
    },
    isRoot,
  ],
];

describe.each(STRANGERS.filter(([, , isPossible = true]) => isPossible))(
  "in the place of a rotated file, %s",
  (kind, put) => {
    test.each([
      ["rotated", ""],
      ["compressed", ".gz"],
      ["half compressed", ".gz.tmp"],
    ])(
      "that is called like one that is %s is left alone and told of once, and does not count",
      async (_, suffix) => {
        const log = new RotatingLog({ maxSize: 1, keep: 2, gzip: true });
        const path = `${log.path}.${STAMP}${suffix}`;
        put(path);
        const before = fs.lstatSync(path);
        log.ahead = 70_000;
        for (let i = 0; i < 5; i++) log.write(`${i}\n`);
        log.ahead += 4_000;
        log.write("5\n");
        const names = () =>
          fs.readdirSync(dirname(log.path)).filter((name) => name !== basename(path));
        await until(() => {
          log.pass(4_000);
          return (
            names().filter((name) => name.endsWith(".gz")).length === 2 && names().length === 3
          );
        });
        expect(fs.lstatSync(path)).toMatchObject({
          ino: before.ino,
          mode: before.mode,
          size: before.size,
        });
        expect(log.reported).toEqual([
          `ROTATE "${path}" is ${kind}, left alone (expected a regular file of the log's owner)`,
        ]);
      },
    );
  },
);

describe("in the place of the lock,", () => {
  test.each(STRANGERS.slice(0, 4))("%s blocks nobody, stays, and is told of", (kind, put) => {
    const log = new RotatingLog({ maxSize: 1 });
    put(`${log.path}.lock`);
    for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
    expect(log.contents).toEqual(["one\ntwo\nthree\n"]);
    expect(log.reported).toEqual([
      `ROTATE cannot be rotated, goes on as it is: "${log.path}.lock" is ${kind} (expected nothing there, or a lock)`,
    ]);
    fs.rmSync(`${log.path}.lock`, { recursive: true });
    log.ahead = 5_000;
    log.write("four\n");
    expect(log.contents).toEqual(["one\ntwo\nthree\n", "four\n"]);
  });

  test("a socket does not either", async () => {
    const log = new RotatingLog({ maxSize: 1 });
    const server = createServer().listen(`${log.path}.lock`);
    await until(() => server.listening);
    log.write("one\n");
    log.write("two\n");
    expect(log.reported).toEqual([expect.stringContaining('.lock" is a socket (expected')]);
    await new Promise((resolve) => server.close(resolve));
  });

  test("a lock that is held for long is told of", () => {
    const log = new RotatingLog({ maxSize: 1 });
    log.write("one\n");
    for (let i = 0; i < 200; i++) {
      fs.writeFileSync(`${log.path}.lock`, `${process.pid}\n`);
      log.write("two\n");
      log.ahead += 100;
    }
    expect(log.reported).toEqual([
      `ROTATE cannot be rotated, goes on as it is: "${log.path}.lock" is held`,
    ]);
  });
});

test("rotated files of whoever had the log file before are its own", () => {
  const log = new RotatingLog({ maxSize: 1, keep: 1 });
  if (isRoot) {
    fs.chownSync(log.path, OTHER, OTHER);
    log.reopen();
  }
  for (const text of ["one\n", "two\n", "three\n"]) log.write(text);
  log.pass(7_000);
  expect(log.contents).toEqual(["two\n", "three\n"]);
  expect(log.reported).toEqual([]);
});

test.runIf(isRoot)(
  "a compressed file belongs to whom the file belonged, and nobody else may read it",
  async () => {
    const log = new RotatingLog({ maxSize: 1, gzip: true });
    // As in a folder that hands its group on.
    fs.chownSync(dirname(log.path), 0, 1_234);
    fs.chmodSync(dirname(log.path), 0o2770);
    log.write("one\n");
    fs.chownSync(log.path, 0, 42);
    fs.chmodSync(log.path, 0o640);
    log.write("two\n");
    const [name = ""] = fs.readdirSync(dirname(log.path)).filter((one) => one.endsWith("Z"));
    const path = join(dirname(log.path), `${name}.gz`);
    await until(() => {
      log.pass(4_000);
      return fs.existsSync(path);
    });
    const { uid, gid, mode } = fs.statSync(path);
    expect([uid, gid, mode & 0o777]).toEqual([0, 42, 0o640]);
    expect(gunzipSync(fs.readFileSync(path)).toString()).toBe("one\n");
  },
);
