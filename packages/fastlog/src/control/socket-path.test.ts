import { spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { folder } from "../../test/folder.ts";
import { isGone, ownStart } from "./process-start.ts";
import { controlFolder, freePath, pathInFolder, removeStale, socketsIn } from "./socket-path.ts";

const isRoot = process.geteuid?.() === 0;
const CODE = { code: "ERR_FASTLOG_CONTROL_UNAVAILABLE" };

/** Leaves a socket at a path, as a process that was killed. */
function leave(path: string): void {
  const program = `require("node:net").createServer().listen(process.argv[1],
    () => process.kill(process.pid, "SIGKILL"))`;
  spawnSync(process.execPath, ["--eval", program, path]);
  expect(lstatSync(path).isSocket()).toBe(true);
}

test("the folder is in that of the session, else in the system's temporary one, of the user's own", () => {
  expect(controlFolder({ XDG_RUNTIME_DIR: "/run/user/7" })).toBe("/run/user/7/fastlog");
  for (const none of [undefined, "", "relative"]) {
    expect(controlFolder({ XDG_RUNTIME_DIR: none })).toMatch(
      new RegExp(`/fastlog-${process.geteuid?.()}$`),
    );
  }
});

test("it is made for the user alone, and taken again as it is", () => {
  const path = join(folder(), "fastlog");
  const before = process.umask(0);
  const socket = pathInFolder(path);
  process.umask(before);
  expect(lstatSync(path).mode & 0o777).toBe(0o700);
  expect(pathInFolder(path)).toBe(socket);
  expect(socket).toBe(join(path, `${process.pid}-${ownStart()}.sock`));
});

describe("a folder is refused", () => {
  test.each<[string, (path: string) => void]>([
    ["it is a symbolic link", (path) => symlinkSync(folder(), path)],
    ["it is no folder", (path) => writeFileSync(path, "")],
    [
      "its mode is 0750, not 0700",
      (path) => {
        mkdirSync(path);
        chmodSync(path, 0o750);
      },
    ],
  ])("if %s", (reason, make) => {
    const path = join(folder(), "fastlog");
    make(path);
    expect(() => pathInFolder(path)).toThrow(
      expect.objectContaining({ ...CODE, message: expect.stringContaining(reason) }),
    );
  });

  test.skipIf(!isRoot)("if it belongs to another user", () => {
    const path = join(folder(), "fastlog");
    mkdirSync(path, 0o700);
    chownSync(path, 12345, 12345);
    expect(() => pathInFolder(path)).toThrow("it belongs to the user 12345");
  });

  test("if the path of the socket would be too long, which some releases of Node cut", () => {
    const long = join(folder(), "x".repeat(100));
    expect(() => pathInFolder(long)).toThrow(/the path has \d+ bytes \(at most 10[37]\)/);
    expect(existsSync(long)).toBe(false);
    expect(() => freePath(`/tmp/${"é".repeat(60)}`)).toThrow(/the path has 125 bytes/);
  });
});

describe("a path of the operator", () => {
  test("may name the process, and is taken if nothing is there", () => {
    const path = join(folder(), "{pid}.sock");
    expect(freePath(path)).toBe(path.replace("{pid}", String(process.pid)));
  });

  test("is taken from a process that was killed, and not from one that listens", async () => {
    const path = join(folder(), "app.sock");
    leave(path);
    expect(freePath(path)).toBe(path);
    expect(existsSync(path)).toBe(false);
    // In a process of its own: this one waits for the answer.
    const server = createServer().listen(path);
    await once(server, "listening");
    expect(() => freePath(path)).toThrow("a process listens there");
    expect(existsSync(path)).toBe(true);
    server.close();
  });

  test.each<[string, (path: string) => void, string]>([
    ["a file", (path) => writeFileSync(path, "kept"), "a file that is no socket"],
    ["a link", (path) => symlinkSync("/nowhere", path), "a file that is no socket"],
  ])("is refused if %s is there, which stays", (_, make, reason) => {
    const path = join(folder(), "app.sock");
    make(path);
    expect(() => freePath(path)).toThrow(reason);
    expect(lstatSync(path)).toBeDefined();
  });

  test("is refused if its folder is missing", () => {
    expect(() => freePath(join(folder(), "no/app.sock"))).toThrow("its folder is missing");
  });
});

test("only sockets of processes that are gone, and that nobody listens on, are removed", async () => {
  const path = folder();
  const names = ["999999999-1.sock", "999999998-1.sock", `${process.pid}-${ownStart()}.sock`, "a"];
  const [left = "", foreign = "", own = "", other = ""] = names.map((name) => join(path, name));
  for (const one of [left, own, other]) leave(one);
  // That of another container, whose pid is none here.
  const server = createServer().listen(foreign);
  await once(server, "listening");
  expect(socketsIn(path).filter(({ isGone }) => isGone)).toHaveLength(2);
  await removeStale(path);
  expect([left, foreign, own, other].filter((one) => !existsSync(one))).toEqual([left]);
  server.close();
});

test("a process is told from one of the same pid that began at another time", () => {
  expect(isGone(process.pid, ownStart())).toBe(false);
  expect(isGone(process.pid, "1")).toBe(process.platform === "linux");
  expect(isGone(999_999_999, ownStart())).toBe(true);
});
